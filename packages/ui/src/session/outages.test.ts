import { expect, test, vi } from 'vitest'
import { ada, problem, refreshed, testBrowser, token } from './session.fixture.ts'

test('a server out of reach signs nobody out, and the next call looks again', async () => {
  const answers: (() => Response | Promise<Response>)[] = [
    () => Promise.reject(new TypeError('fetch failed')),
    () => refreshed('one'),
    () => problem(503, 'auth_unavailable'),
    () => refreshed('two'),
  ]
  const browser = testBrowser({ '/session/refresh': () => answers.shift()!() })
  const session = browser.tab()
  await session.start()
  expect(session.getState().status).toBe('unreachable')

  expect(await session.accessToken()).toBe(token('one'))
  browser.time.now += 400_000
  expect(await session.accessToken()).toBe(token('two'))
})

test('an outage is waited for, at the first look and later, and nobody is signed out by it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    let isAway = true
    let refreshes = 0
    const browser = testBrowser({
      '/session/refresh': () => (isAway ? problem(503, 'auth_unavailable') : refreshed(`t${++refreshes}`)),
    })
    const session = browser.tab()
    await session.start()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(session.getState().status).toBe('unreachable')
    isAway = false
    await vi.advanceTimersByTimeAsync(5000)
    expect(session.getState().status).toBe('signed-in')

    isAway = true
    browser.time.now += 400_000
    await vi.advanceTimersByTimeAsync(400_000)
    await expect(Promise.all([session.accessToken(), vi.advanceTimersByTimeAsync(10_000)])).rejects.toMatchObject({
      code: 'auth_unavailable',
    })
    expect(session.getState().status).toBe('signed-in')
    isAway = false
    await vi.advanceTimersByTimeAsync(15_000)

    expect(await session.accessToken()).toBe(token('t2'))
    expect(refreshes).toBe(2)
  } finally {
    vi.useRealTimers()
  }
})

test('an answer that was lost on the way is asked for again at once, and costs nobody the session', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const answers: (() => Response | Promise<Response>)[] = [
      () => refreshed('one'),
      () => Promise.reject(new TypeError('fetch failed')),
      () => Promise.reject(new TypeError('fetch failed')),
      () => refreshed('two'),
    ]
    const browser = testBrowser({ '/session/refresh': () => answers.shift()!() })
    const session = browser.tab()
    await session.start()
    browser.time.now += 400_000

    const renewed = session.accessToken()
    await vi.advanceTimersByTimeAsync(2_500)

    expect(await renewed).toBe(token('two'))
    expect(session.getState().status).toBe('signed-in')
  } finally {
    vi.useRealTimers()
  }
})

test('whoever asks again, in this tab or one that is opened later, names the attempt that was not answered', async () => {
  const answers: (() => Response | Promise<Response>)[] = [
    () => refreshed('one'),
    () => problem(503, 'auth_unavailable'),
    () => problem(503, 'auth_unavailable'),
    () => refreshed('two'),
    () => refreshed('three'),
  ]
  const browser = testBrowser({ '/session/refresh': () => answers.shift()!() })
  const names = () => browser.asked.map(({ headers }) => headers.get('idempotency-key'))
  await browser.tab().start()
  const lost = browser.tab()
  await lost.start()
  lost.close()
  const waiting = browser.tab()
  await waiting.start()
  waiting.close()
  await browser.tab().start()
  await browser.tab().start()

  const [first, second, again, answered, next] = names()
  expect(first).toMatch(/^"[\da-f]{32}"$/)
  expect([again, answered]).toEqual([second, second])
  expect(new Set([first, second, next]).size).toBe(3)
})

test('a tab that goes in the middle of its turn holds up the others no longer than that', async () => {
  vi.stubGlobal('navigator', {})
  const hanging = new Promise<Response>(() => undefined)
  const answers = [() => hanging, () => refreshed('two')]
  const browser = testBrowser({ '/session/refresh': () => answers.shift()!() })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const gone = browser.tab()
    void gone.start()
    await vi.advanceTimersByTimeAsync(50)
    gone.close()
    const session = browser.tab()
    const started = session.start()
    await vi.advanceTimersByTimeAsync(13_000)
    await started

    expect(session.getState().status).toBe('signed-in')
  } finally {
    vi.useRealTimers()
  }
})

test('that nothing can be changed is known from a refusal or a refresh, and so is when that is over', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    let isMoving = false
    const browser = testBrowser({
      '/session/refresh': () => refreshed('one', ada, isMoving),
      '/api/tracks/1': () => (isMoving ? problem(503, 'read_only') : Response.json({})),
    })
    const session = browser.tab()
    await session.start()
    expect(session.getState().readOnly).toBe(false)

    isMoving = true
    await expect(session.fetchAs('/api/tracks/1', { method: 'PATCH' })).rejects.toMatchObject({ code: 'read_only' })
    expect(session.getState()).toMatchObject({ status: 'signed-in', readOnly: true })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(session.getState().readOnly).toBe(true)
    isMoving = false
    await vi.advanceTimersByTimeAsync(10_000)

    expect(session.getState()).toMatchObject({ status: 'signed-in', readOnly: false })
  } finally {
    vi.useRealTimers()
  }
})
