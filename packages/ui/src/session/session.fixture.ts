import { onTestFinished, vi } from 'vitest'
import { createSession, type SessionOptions } from './session.ts'

type Answer = (request: Request) => Response | Promise<Response>

export const ada = { id: 'ada', name: 'Ada', roles: ['owner'] }

/** A token that lives five minutes by its own times; `name` tells it from others. */
export function token(name: string, issued = 0) {
  const payload = btoa(JSON.stringify({ iat: issued, exp: issued + 300, jti: name })).replaceAll('=', '')
  return `e30.${payload}.${name}`
}

export function problem(status: number, code: string, extra: object = {}) {
  const body = JSON.stringify({ status, code, detail: `It is ${code}.`, ...extra })
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json' } })
}

export const refreshed = (name: string, user: object = ada, readOnly = false) =>
  Response.json({ accessToken: token(name), expiresAt: new Date(300_000).toISOString(), readOnly, user })

/**
 * A browser with one tab after another on http://music.test/library, and the server's side of it: `answers` by path.
 * What was asked is in `asked`, where the page went in `left`.
 */
export function testBrowser(answers: Record<string, Answer>) {
  const asked: Request[] = []
  const left: string[] = []
  const stored = new Map<string, string>()
  const time = { now: 1_000_000 }
  vi.stubGlobal('location', new URL('http://music.test/library?sort=title'))
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  })
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request =
      input instanceof Request ? input : new Request(new URL(String(input), 'http://music.test'), withoutMode(init))
    asked.push(request)
    const answer = answers[new URL(request.url).pathname]
    return answer ? answer(request) : problem(404, 'not_found')
  })
  // Node's Request takes absolute addresses only; a browser's takes those of the page.
  const NodeRequest = Request
  vi.stubGlobal(
    'Request',
    class extends NodeRequest {
      constructor(input: RequestInfo | URL, init?: RequestInit) {
        super(typeof input === 'string' ? new URL(input, 'http://music.test') : input, init)
      }
    },
  )
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })

  return {
    asked,
    left,
    time,
    paths: () => asked.map(({ url }) => new URL(url).pathname),
    tab(options: SessionOptions = {}) {
      const session = createSession({ leave: (address) => left.push(address), now: () => time.now, ...options })
      onTestFinished(() => session.close())
      return session
    },
  }
}

function withoutMode(init: RequestInit | undefined): RequestInit {
  const { credentials: _credentials, cache: _cache, ...rest } = init ?? {}
  return rest
}
