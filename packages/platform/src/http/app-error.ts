/** One thing wrong with the input: `path` is dotted (`lines.0.text`), `message` a sentence for people. */
export interface InputError {
  path: string
  message: string
}

interface AppErrorExtras {
  /** Extension members of the problem (RFC 9457 §3.2), such as the current queue of a conflict. */
  members?: Record<string, unknown>
  /** Headers of the answer, such as Retry-After. */
  headers?: Record<string, string>
  /** For the log only; never answered. */
  cause?: unknown
}

/** An error the caller can do something about: a stable `code` (snake_case) and a sentence that helps. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly errors: InputError[] | undefined
  readonly members: Record<string, unknown> | undefined
  readonly headers: Record<string, string> | undefined

  constructor(status: number, code: string, detail: string, errors?: InputError[], extras: AppErrorExtras = {}) {
    super(detail, { cause: extras.cause })
    this.status = status
    this.code = code
    this.detail = detail
    this.errors = errors
    this.members = extras.members
    this.headers = extras.headers
  }
}

type Extras = AppErrorExtras & { errors?: InputError[] }

const factory =
  (status: number) =>
  (code: string, detail: string, { errors, ...extras }: Extras = {}) =>
    new AppError(status, code, detail, errors, extras)

export const badRequest = factory(400)
export const forbidden = factory(403)
export const notFound = factory(404)
export const conflict = factory(409)
export const gone = factory(410)
export const tooLarge = factory(413)
export const unsupportedMedia = factory(415)
export const unavailable = factory(503)

/** 401 with the challenge that RFC 6750 §3 asks for. */
export function unauthorized(code: string, detail: string, { errors, ...extras }: Extras = {}) {
  return new AppError(401, code, detail, errors, {
    ...extras,
    headers: { 'www-authenticate': 'Bearer', ...extras.headers },
  })
}

/** 429; `retryAfterMs` is told to the caller in whole seconds. */
export function tooMany(code: string, detail: string, retryAfterMs: number) {
  return new AppError(429, code, detail, undefined, {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) },
  })
}
