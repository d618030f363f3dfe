/** An answer that is an error, as RFC 9457 problem details; `status` 0 and code `network` when there was no answer. */
export class ApiProblem extends Error {
  readonly status: number
  /** Stable and snake_case, to decide by. */
  readonly code: string
  /** A sentence for people; undefined where the server gave none. */
  readonly detail: string | undefined
  /** What is wrong with which part of the input. */
  readonly errors: { path: string; message: string }[]
  /** The whole body, for answers that carry more (the current queue of a `queue_conflict`). */
  readonly body: Record<string, unknown>

  constructor(status: number, body: Record<string, unknown>, cause?: unknown) {
    const code = typeof body.code === 'string' ? body.code : 'unknown'
    const detail = typeof body.detail === 'string' ? body.detail : undefined
    super(detail ?? `${code} (${status})`, { cause })
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
    this.detail = detail
    this.errors = Array.isArray(body.errors) ? body.errors : []
    this.body = body
  }
}

export async function problemFrom(response: Response): Promise<ApiProblem> {
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
  const body: unknown = isJson ? await response.json().catch(() => ({})) : {}
  return new ApiProblem(response.status, typeof body === 'object' && body !== null ? { ...body } : {})
}

export function networkProblem(cause: unknown): ApiProblem {
  return new ApiProblem(0, { code: 'network' }, cause)
}
