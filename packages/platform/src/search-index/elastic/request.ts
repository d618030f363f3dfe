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

/**
 * REST calls, which keep their connections. Of several addresses one is asked until it does not answer, then the next:
 * all calls of ours may be repeated.
 */
export function createRequest({ origins, authorization }: Pick<SearchAddress, 'origins' | 'authorization'>) {
  // Processes begin with different ones.
  let current = Math.floor(Math.random() * origins.length)

  async function send(origin: string, method: string, path: string, { body, timeoutMs = 30_000 }: RequestOptions) {
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
    return { origin, status: response.status, text: await response.text() }
  }

  /** Once more than there are addresses: a connection that was kept may have ended unseen. */
  async function sendUntilAnswered(method: string, path: string, options: RequestOptions) {
    for (let left = origins.length; ; left--) {
      const at = current
      // Of those who meet a node that is gone, the first moves on for all.
      const moveOn = () => {
        if (current === at) current = (at + 1) % origins.length
      }
      try {
        const answer = await send(origins[at]!, method, path, options)
        if (!nodeIsOut.has(answer.status) || left <= 1) return answer
        moveOn()
      } catch (error) {
        moveOn()
        if (left > 0 && !isTimeout(error)) continue
        const reason = isTimeout(error) ? 'did not answer in time' : 'cannot be reached'
        throw new SearchUnavailable(`The search engine at ${origins.join(', ')} ${reason}.`, { cause: error })
      }
    }
  }

  /** @throws SearchUnavailable whatever it is that keeps the engine from doing it */
  return async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const pauses = [...(options.pausesMs ?? [])]
    for (;;) {
      const { origin, status, text } = await sendUntilAnswered(method, path, options)
      if (status < 300 || options.also?.includes(status)) return parse(status, text) as T
      const pause = tooBusy.has(status) ? pauses.shift() : undefined
      if (pause === undefined) {
        throw new SearchUnavailable(`The search engine at ${origin} answered ${status}: ${text.slice(0, 500)}`)
      }
      await wait(halfByChance(pause))
    }
  }
}

const nodeIsOut: ReadonlySet<number> = new Set([502, 503, 504])
export const tooBusy: ReadonlySet<number> = new Set([429, ...nodeIsOut])

/** Those who were refused together do not come again together. */
export const halfByChance = (ms: number) => ms * (0.5 + Math.random() / 2)

/** The forms that `readAddress` takes, for messages. */
export const searchUrlForm =
  'elasticsearch://user:password@host:9200,host:9200 (or opensearch://…; by TLS elasticsearch+https://…)'

export interface SearchAddress {
  /** One or several, of one cluster. */
  origins: string[]
  /** How the names of indices begin. */
  prefix: string
  /** The header, where there is a user. */
  authorization: Record<string, string>
}

const form =
  /^(?:elasticsearch|opensearch)(?<tls>\+https)?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?#@]+)(?:\/(?<prefix>[a-z][a-z0-9-]*)?)?$/

/** @returns undefined where it is no such address. The path, if any, begins the names of the indices. */
export function readAddress(text: string): SearchAddress | undefined {
  const parts = form.exec(text)?.groups
  const addresses = parts?.hosts!.split(',').map((host) => `${parts.tls ? 'https' : 'http'}://${host}`) ?? []
  if (!parts || !addresses.every((address) => URL.canParse(address))) return undefined
  const [user = '', password = ''] = [parts.user ?? '', parts.password ?? ''].map(decodeURIComponent)
  const authorization: Record<string, string> = {}
  if (user) authorization.authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  return { origins: addresses.map((address) => new URL(address).origin), prefix: parts.prefix ?? 'bell', authorization }
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
