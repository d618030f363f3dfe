import { expect, test, vi } from 'vitest'
import { ada, problem, refreshed, testBrowser, token } from './session.fixture.ts'

/** Resolves when the session's status is this. */
function until(session: { getState(): { status: string }; subscribe(l: () => void): () => void }, status: string) {
  return new Promise<void>((resolve) => {
    const look = () => session.getState().status === status && resolve()
    session.subscribe(look)
    look()
  })
}

test('the first look signs in, and calls carry the token', async () => {
  const browser = testBrowser({
    '/session/refresh': () => refreshed('one'),
    '/api/tracks': ({ headers }) => Response.json({ by: headers.get('authorization') }),
  })
  const session = browser.tab()

  const answer = await session.fetchAs('/api/tracks')

  expect(await answer.json()).toEqual({ by: `Bearer ${token('one')}` })
  expect(session.getState()).toMatchObject({ status: 'signed-in', user: ada })
  expect(browser.asked[0]!.headers.get('x-requested-with')).toBe('bell')
})

test('many calls at once with an old token refresh once, also where there are no Web Locks', async () => {
  vi.stubGlobal('navigator', {})
  let refreshes = 0
  const browser = testBrowser({
    '/session/refresh': () => refreshed(`t${++refreshes}`),
    '/api/tracks': ({ headers }) => Response.json(headers.get('authorization')),
  })
  const session = browser.tab()
  await session.start()
  browser.time.now += 400_000

  const answers = await Promise.all(Array.from({ length: 10 }, () => session.fetchAs('/api/tracks')))

  expect(refreshes).toBe(2)
  expect(new Set(await Promise.all(answers.map((answer) => answer.text())))).toEqual(
    new Set([`"Bearer ${token('t2')}"`]),
  )
})

test('tabs never refresh at the same time', async () => {
  let running = 0
  let most = 0
  let refreshes = 0
  const browser = testBrowser({
    async '/session/refresh'() {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return refreshed(`t${++refreshes}`)
    },
  })
  const tabs = Array.from({ length: 5 }, () => browser.tab())

  await Promise.all(tabs.map((tab) => tab.start()))

  expect(most).toBe(1)
  expect(tabs.every((tab) => tab.getState().status === 'signed-in')).toBe(true)
})

test('a token that one tab got is every tab’s', async () => {
  const browser = testBrowser({ '/session/refresh': () => refreshed('one') })
  const [first, second] = [browser.tab(), browser.tab()]

  await first.start()
  await until(second, 'signed-in')

  expect(await second.accessToken()).toBe(token('one'))
  expect(browser.paths()).toEqual(['/session/refresh'])
})

test('a refused call is sent again once with a new token, its body with it', async () => {
  const names = ['one', 'two']
  const browser = testBrowser({
    '/session/refresh': () => refreshed(names.shift()!),
    async '/api/plays'(request) {
      return request.headers.get('authorization') === `Bearer ${token('two')}`
        ? Response.json(await request.json())
        : problem(401, 'token_expired')
    },
  })

  const answer = await browser.tab().fetchAs('/api/plays', { method: 'POST', body: JSON.stringify({ trackId: 'x' }) })

  expect(await answer.json()).toEqual({ trackId: 'x' })
  expect(browser.paths()).toEqual(['/session/refresh', '/api/plays', '/session/refresh', '/api/plays'])
})

test('refused twice, the call fails with what the server said', async () => {
  const browser = testBrowser({
    '/session/refresh': () => refreshed('one'),
    '/api/plays': () => problem(401, 'token_expired'),
  })

  await expect(browser.tab().fetchAs('/api/plays')).rejects.toMatchObject({ status: 401, code: 'token_expired' })
  expect(browser.paths().filter((path) => path === '/api/plays')).toHaveLength(2)
})

test('an error answer becomes a problem with its code, sentence and errors', async () => {
  const errors = [{ path: 'title', message: 'is too long' }]
  const browser = testBrowser({
    '/session/refresh': () => refreshed('one'),
    '/api/tracks': () => problem(400, 'invalid_input', { errors, queue: 7 }),
    '/api/broken': () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    '/api/away': () => Promise.reject(new TypeError('fetch failed')),
  })
  const session = browser.tab()

  await expect(session.fetchAs('/api/tracks')).rejects.toMatchObject({
    status: 400,
    code: 'invalid_input',
    detail: 'It is invalid_input.',
    errors,
    body: { queue: 7 },
  })
  await expect(session.fetchAs('/api/broken')).rejects.toMatchObject({ status: 502, code: 'unknown', errors: [] })
  await expect(session.fetchAs('/api/away')).rejects.toMatchObject({ status: 0, code: 'network' })
})

test('the token goes to no other origin', async () => {
  const browser = testBrowser({ '/session/refresh': () => refreshed('one') })

  await expect(browser.tab().fetchAs('https://evil.test/api/tracks')).rejects.toThrow(/this origin/)
  expect(browser.asked.filter(({ url }) => url.includes('evil'))).toEqual([])
})

test('a first visit tries a silent login, once', async () => {
  const browser = testBrowser({ '/session/refresh': () => problem(401, 'no_session') })
  const session = browser.tab()

  await session.start()
  expect(browser.left).toEqual(['/session/login?returnTo=%2Flibrary%3Fsort%3Dtitle&silent=1'])
  expect(session.getState().status).toBe('loading')

  const afterwards = browser.tab()
  await afterwards.start()
  expect(browser.left).toHaveLength(1)
  expect(afterwards.getState().status).toBe('signed-out')
})

test('no silent login where the server knows that it was tried, or the page must stay', async () => {
  const tried = testBrowser({ '/session/refresh': () => problem(401, 'no_session', { silentTried: true }) })
  await tried.tab().start()
  expect(tried.left).toEqual([])

  const fresh = testBrowser({ '/session/refresh': () => problem(401, 'no_session') })
  await fresh.tab({ silentLogin: false }).start()
  expect(fresh.left).toEqual([])
})

test('a session that ended is said, after everything of the user is gone', async () => {
  const answers = [refreshed('one'), problem(401, 'session_ended')]
  const browser = testBrowser({ '/session/refresh': () => answers.shift()! })
  const session = browser.tab()
  const other = browser.tab()
  await session.start()
  await until(other, 'signed-in')
  const order: string[] = []
  session.onPurge(() => order.push('purged'))
  session.subscribe(() => order.push(session.getState().status))
  browser.time.now += 400_000

  expect(await session.accessToken()).toBeUndefined()

  expect(order).toEqual(['purged', 'ended'])
  expect(session.getState().user).toBeUndefined()
  await until(other, 'ended')
  session.dismissEnd()
  expect(session.getState().status).toBe('signed-out')
})

test('who comes back to a session that ended meanwhile is told so', async () => {
  const browser = testBrowser({ '/session/refresh': () => problem(401, 'session_ended') })
  const session = browser.tab()
  await session.start()
  expect(session.getState().status).toBe('ended')
  expect(browser.left).toEqual([])
})

test('signing out reaches the server, the other tabs and AuthBell', async () => {
  const browser = testBrowser({
    '/session/refresh': () => refreshed('one'),
    '/session/logout': () => Response.json({ redirectTo: 'http://auth.test/oidc/session/end' }),
  })
  const [session, other] = [browser.tab(), browser.tab()]
  await session.start()
  await until(other, 'signed-in')
  const purge = vi.fn()
  other.onPurge(purge)

  await session.signOut()

  expect(browser.left).toEqual(['http://auth.test/oidc/session/end'])
  expect(session.getState().status).toBe('signed-out')
  await until(other, 'signed-out')
  expect(purge).toHaveBeenCalledOnce()
})

test('who signs out is not told that the session has ended, though the stream is quicker than the answer', async () => {
  const browser = testBrowser({
    '/session/refresh': () => refreshed('one'),
    '/session/logout'() {
      session.end()
      return Response.json({ redirectTo: '/' })
    },
  })
  const session = browser.tab()
  await session.start()
  const seen: string[] = []
  session.subscribe(() => seen.push(session.getState().status))

  await session.signOut()

  expect(seen).not.toContain('ended')
  expect(session.getState().status).toBe('signed-out')
})

test('another user’s sign-in in another tab purges what was shown of the first', async () => {
  const users = [refreshed('one'), refreshed('two', { id: 'joon', name: 'Joon', roles: ['listener'] })]
  const browser = testBrowser({ '/session/refresh': () => users.shift()! })
  const session = browser.tab()
  await session.start()
  const purge = vi.fn()
  session.onPurge(purge)
  browser.time.now += 400_000

  await session.accessToken()

  expect(purge).toHaveBeenCalledOnce()
  expect(session.getState().user?.name).toBe('Joon')
})

test('a clock that is wrong by years refreshes no more often', async () => {
  const browser = testBrowser({ '/session/refresh': () => refreshed('one') })
  browser.time.now = Date.UTC(2031, 0)
  const session = browser.tab()

  await session.accessToken()
  await session.accessToken()

  expect(browser.paths()).toEqual(['/session/refresh'])
})

test('a token is renewed before it expires', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    let refreshes = 0
    const browser = testBrowser({ '/session/refresh': () => refreshed(`t${++refreshes}`) })
    const session = browser.tab()
    await session.start()
    const renewed = new Promise<void>((resolve) => session.subscribe(resolve))

    vi.advanceTimersByTime(269_000)
    expect(refreshes).toBe(1)
    vi.advanceTimersByTime(1_000)
    await renewed

    expect(await session.accessToken()).toBe(token('t2'))
  } finally {
    vi.useRealTimers()
  }
})

test('an account that has changed gets a new token, and every tab the new role', async () => {
  const users = [refreshed('one'), refreshed('two', { ...ada, roles: ['listener'] })]
  const browser = testBrowser({ '/session/refresh': () => users.shift()! })
  const [session, other] = [browser.tab(), browser.tab()]
  await session.start()
  await until(other, 'signed-in')
  const purge = vi.fn()
  session.onPurge(purge)
  const heard = new Promise<void>((resolve) => other.subscribe(resolve))

  await session.renew()
  await heard

  expect(session.getState().user?.roles).toEqual(['listener'])
  expect(other.getState().user?.roles).toEqual(['listener'])
  expect(purge).not.toHaveBeenCalled()
})

test('tabs refresh one at a time also where there are no Web Locks, and use what the first one got', async () => {
  vi.stubGlobal('navigator', {})
  let running = 0
  let most = 0
  let refreshes = 0
  const browser = testBrowser({
    async '/session/refresh'() {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 60))
      running--
      return refreshed(`t${++refreshes}`)
    },
  })
  const tabs = Array.from({ length: 4 }, () => browser.tab())
  await Promise.all(tabs.map((tab) => tab.start()))
  const before = refreshes
  browser.time.now += 400_000

  const tokens = await Promise.all(tabs.map((tab) => tab.accessToken()))

  expect(most).toBe(1)
  expect(refreshes).toBe(before + 1)
  expect(new Set(tokens).size).toBe(1)
})
