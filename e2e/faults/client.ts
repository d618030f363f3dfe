import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { createHttpBrowser } from '../../bench/http-browser.ts'
import { noteUntrue, outcomeOf, type Ledger } from './ledger.ts'

/** Longer than the server takes for anything: what it has not answered by then, it never will. */
const patienceMs = 60_000

export interface Answer {
  /** 0 where there was none. */
  status: number
  headers: Headers
  /** JSON where it is JSON, else the bytes. */
  body: any
}

export interface Asked {
  headers?: Record<string, string>
  json?: object
  bytes?: Uint8Array
  /** Refusals (4xx) that are a true answer here. */
  mayBe?: number[]
}

export type Client = Awaited<ReturnType<typeof openClient>>

/** One person at MusicBell, who asks, renews the token and tries again as our pages do. */
export async function openClient(music: string, browser: ReturnType<typeof createHttpBrowser>, ledger: Ledger) {
  let grant: { accessToken: string; user: { id: string } } | undefined
  let refreshing: Promise<void> | undefined
  let attempt: string | undefined

  /** As session.ts of our pages: one at a time, and where no answer came, or a 5xx, again within seconds. */
  function refresh() {
    refreshing ??= refreshOnce().finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  async function refreshOnce() {
    attempt ??= randomUUID()
    const headers = { 'idempotency-key': `"${attempt}"` }
    for (const pause of [500, 2000, 5000, undefined]) {
      const answer = await read(() => browser.post(`${music}/session/refresh`, headers))
      note('POST /session/refresh', answer)
      ledger.refreshes[outcomeOf(answer.status)]++
      if (answer.status === 200) grant = answer.body
      const isDecided = answer.status > 0 && answer.status < 500
      if (isDecided) attempt = undefined
      if (isDecided || pause === undefined) return
      await wait(pause)
    }
  }

  async function send(method: string, path: string, { headers, json, bytes }: Asked) {
    const all: Record<string, string> = { ...headers, ...(grant && { authorization: `Bearer ${grant.accessToken}` }) }
    if (json) all['content-type'] = 'application/json'
    const body = json ? JSON.stringify(json) : ((bytes as Uint8Array<ArrayBuffer> | undefined) ?? null)
    const signal = AbortSignal.timeout(patienceMs)
    return read(() => fetch(new URL(path, music), { method, headers: all, body, signal }))
  }

  /** Notes as untrue what is neither done, nor refused as it may be, nor a 503 that says by its code what is away. */
  function note(what: string, { status, body }: Answer, mayBe: number[] = []) {
    if (status < 400 || mayBe.includes(status) || (status === 503 && body?.code)) return
    noteUntrue(ledger, `${what} was answered ${status} ${body?.code ?? ''}`)
  }

  async function ask(method: string, path: string, asked: Asked = {}): Promise<Answer> {
    let answer = await send(method, path, asked)
    if (answer.status === 401) {
      // While all was away the token has expired.
      await refresh()
      answer = await send(method, path, asked)
      // Whether the session has ended, the refresh has said.
      if (answer.status === 401) return answer
    }
    note(`${method} ${path.replaceAll(/[\da-f-]{36}|[\da-f]{64}|\?.*/g, '…')}`, answer, asked.mayBe)
    return answer
  }

  await refresh()
  if (!grant) throw new Error('There is no session to begin with.')
  return { id: (grant as { user: { id: string } }).user.id, refresh, ask }
}

async function read(send: () => Promise<Response>): Promise<Answer> {
  try {
    const response = await send()
    const { status, headers } = response
    const isJson = /json/.test(headers.get('content-type') ?? '')
    return { status, headers, body: isJson ? await response.json() : new Uint8Array(await response.arrayBuffer()) }
  } catch {
    return { status: 0, headers: new Headers(), body: undefined }
  }
}
