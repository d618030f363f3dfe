import { expect, onTestFinished, test, vi } from 'vitest'
import type { Session, SessionState } from '../session/session.ts'
import { createEvents } from './events.ts'

/** Tabs of one browser that are signed in, and the server's side of their streams. */
function testTabs() {
  const page = new EventTarget()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  onTestFinished(() => void vi.unstubAllGlobals())
  const connections: { headers: Headers; send(text: string): void; drop(): void }[] = []
  const waiting: (() => void)[] = []

  async function fetchAs(_input: RequestInfo | URL, init: RequestInit = {}) {
    const pipe = new TransformStream<Uint8Array, Uint8Array>()
    const writer = pipe.writable.getWriter()
    const encode = new TextEncoder()
    init.signal?.addEventListener('abort', () => void writer.abort().catch(() => undefined))
    connections.push({
      headers: new Headers(init.headers),
      // A stream that was let go takes no more; that is what some tests are about.
      send: (text) => void writer.write(encode.encode(text)).catch(() => undefined),
      drop: () => void writer.close().catch(() => undefined),
    })
    for (const tell of waiting.splice(0)) tell()
    return new Response(pipe.readable)
  }

  return {
    connections,
    /** Waits for a number of connections; the network’s coming back cuts every pause short. */
    async connected(count: number) {
      while (connections.length < count) {
        const next = new Promise<void>((resolve) => waiting.push(resolve))
        const hurry = setInterval(() => page.dispatchEvent(new Event('online')), 5)
        await next
        clearInterval(hurry)
      }
    },
    tab() {
      let state: SessionState = { status: 'signed-in', user: { id: 'ada', name: 'Ada', roles: [] }, readOnly: false }
      const listeners = new Set<() => void>()
      const end = vi.fn()
      const renew = vi.fn()
      const session = {
        getState: () => state,
        subscribe: (listener: () => void) => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        fetchAs,
        end,
        renew,
      }
      const events = createEvents(session as unknown as Session)
      onTestFinished(() => events.close())
      const next = (name: string) => new Promise((resolve) => events.onEvent(name, resolve))
      return {
        events,
        end,
        renew,
        next,
        signOut() {
          state = { status: 'signed-out', user: undefined, readOnly: false }
          for (const listener of listeners) listener()
        },
      }
    },
  }
}

test('one connection serves all tabs, and every tab hears every event', async () => {
  const browser = testTabs()
  const [first, second, third] = [browser.tab(), browser.tab(), browser.tab()]
  await browser.connected(1)
  const heard = Promise.all([first, second, third].map((tab) => tab.next('queue')))

  browser.connections[0]!.send('event: queue\ndata: {"revision":7}\n\n')

  expect(await heard).toEqual([{ revision: 7 }, { revision: 7 }, { revision: 7 }])
  expect(browser.connections).toHaveLength(1)
})

test('when the tab that holds the stream goes, another takes over', async () => {
  const browser = testTabs()
  const first = browser.tab()
  await browser.connected(1)
  const second = browser.tab()
  const heard = second.next('track')

  first.events.close()
  await browser.connected(2)
  browser.connections[1]!.send('event: track\ndata: {}\n\n')

  expect(await heard).toEqual({})
})

test('a lost connection is made again, from where it was, and pages are told', async () => {
  const browser = testTabs()
  const tab = browser.tab()
  await browser.connected(1)
  const heard = tab.next('queue')
  browser.connections[0]!.send('id: 41\nevent: queue\ndata: {}\n\n')
  await heard
  const again = tab.next('connected')

  browser.connections[0]!.drop()
  await browser.connected(2)

  await again
  expect(browser.connections[1]!.headers.get('last-event-id')).toBe('41')
})

test('the session ends where the server says so', async () => {
  const browser = testTabs()
  const tab = browser.tab()
  await browser.connected(1)
  const heard = tab.next('session-ended')

  browser.connections[0]!.send('event: session-ended\ndata: {}\n\n')
  await heard

  expect(tab.end).toHaveBeenCalledOnce()
})

test('word of a changed account has one tab ask for a new token, whose answer every tab is given', async () => {
  const browser = testTabs()
  const [first, second] = [browser.tab(), browser.tab()]
  await browser.connected(1)
  const heard = Promise.all([first.next('session-changed'), second.next('session-changed')])

  browser.connections[0]!.send('event: session-changed\ndata: {}\n\n')
  await heard

  expect(first.renew.mock.calls.length + second.renew.mock.calls.length).toBe(1)
})

test('who signs out hears nothing more', async () => {
  const browser = testTabs()
  const tab = browser.tab()
  await browser.connected(1)
  const closed = vi.fn()
  tab.events.onEvent('queue', closed)

  tab.signOut()
  browser.connections[0]!.send('event: queue\ndata: {}\n\n')
  const next = browser.tab()
  await browser.connected(2)
  const heard = next.next('track')
  browser.connections[1]!.send('event: track\ndata: {}\n\n')
  await heard

  expect(closed).not.toHaveBeenCalled()
})
