import { setTimeout as wait } from 'node:timers/promises'
import { SearchUnavailable } from '../search-index.ts'

export interface RequestOptions {
  /** JSON, or lines of JSON as text. */
  body?: unknown
  timeoutMs?: number
  /** Statuses beside 2xx whose body is the answer; any other is an error. */
  also?: number[]
  /** Pauses before each further try when the engine is too busy (429, 502, 503, 504); none unless told. */
  pausesMs?: readonly number[]
}

export type Request = ReturnType<typeof createRequest>

/** REST calls to one address, which keep their connections. All calls of ours may be repeated. */
export function createRequest({ origin, authorization }: { origin: string; authorization: Record<string, string> }) {
  async function send(method: string, path: string, { body, timeoutMs = 30_000 }: RequestOptions) {
    const headers: Record<string, string> = { ...authorization }
    if (body !== undefined) {
      headers['content-type'] = typeof body === 'string' ? 'application/x-ndjson' : 'application/json'
    }
    const response = await fetch(origin + path, {
      method,
      headers,
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { status: response.status, text: await response.text() }
  }

  /** A connection that was kept may have ended unseen: then another one is tried, once. */
  async function sendTwice(method: string, path: string, options: RequestOptions) {
    try {
      return await send(method, path, options).catch((error: unknown) => {
        if (isTimeout(error)) throw error
        return send(method, path, options)
      })
    } catch (error) {
      const reason = isTimeout(error) ? 'did not answer in time' : 'cannot be reached'
      throw new SearchUnavailable(`The search engine at ${origin} ${reason}.`, { cause: error })
    }
  }

  /** @throws SearchUnavailable whatever it is that keeps the engine from doing it */
  return async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const pauses = [...(options.pausesMs ?? [])]
    for (;;) {
      const { status, text } = await sendTwice(method, path, options)
      if (status < 300 || options.also?.includes(status)) return parse(status, text) as T
      const pause = tooBusy.has(status) ? pauses.shift() : undefined
      if (pause === undefined) {
        throw new SearchUnavailable(`The search engine at ${origin} answered ${status}: ${text.slice(0, 500)}`)
      }
      await wait(halfByChance(pause))
    }
  }
}

export const tooBusy: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** Those who were refused together do not come again together. */
export const halfByChance = (ms: number) => ms * (0.5 + Math.random() / 2)

/** The forms that `readAddress` takes, for messages. */
export const searchUrlForm =
  'elasticsearch://user:password@host:9200 (or opensearch://…; by TLS elasticsearch+https://…)'

/** @returns undefined where it is no such address. The path, if any, begins the names of the indices. */
export function readAddress(text: string) {
  const form = /^(?:elasticsearch|opensearch)(\+https)?:/
  const match = form.exec(text)
  const address = text.replace(form, match?.[1] ? 'https:' : 'http:')
  if (!match || !URL.canParse(address)) return undefined
  const url = new URL(address)
  const prefix = url.pathname.slice(1) || 'bell'
  if (!/^[a-z][a-z0-9-]*$/.test(prefix) || url.search || url.hash) return undefined
  const [user = '', password = ''] = [url.username, url.password].map(decodeURIComponent)
  const authorization: Record<string, string> = {}
  if (user) authorization.authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  return { origin: url.origin, prefix, authorization }
}

function parse(status: number, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // A proxy in front says it in its own words.
    if (status === 413) return {}
    throw new SearchUnavailable('What answers at the address of the search engine is none.', { cause: error })
  }
}

const isTimeout = (error: unknown) => error instanceof DOMException && error.name === 'TimeoutError'
