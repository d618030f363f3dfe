import { EventEmitter, once } from 'node:events'
import { get, ServerResponse, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../clock/index.ts'
import { createEmbeddedKeyValue } from '../key-value/index.ts'
import { testApp, testToken, type Person } from '../test-kit/test-app.ts'
import { createEventStream } from './event-stream.ts'
import { createLogger } from './logging.ts'

const log = createLogger({ level: 'silent' })

const idOf = (person: Person): string => JSON.parse(Buffer.from(testToken(person, 0), 'base64url').toString()).user.id

/** Two processes of one product, which share nothing but the KeyValue. */
async function twoProcesses() {
  const keyValue = createEmbeddedKeyValue({ clock: systemClock })
  onTestFinished(() => keyValue.close())
  return { one: await oneProcess(keyValue), two: await oneProcess(keyValue) }
}

async function oneProcess(keyValue = createEmbeddedKeyValue({ clock: systemClock })) {
  const stream = createEventStream({ keyValue, log })
  const { app } = await testApp((app) => stream.route(app), { clock: systemClock })
  onTestFinished(() => stream.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo

  /** An open page: `next()` is the next event, `comment()` the next sign of life; `ended` when the stream is closed. */
  async function open(person: Person, lifeMs = 300_000) {
    const headers = { host: 'music.test', authorization: `Bearer ${testToken(person, Date.now() + lifeMs)}` }
    const asked = get({ port, host: '127.0.0.1', path: '/api/events', headers, agent: false })
    onTestFinished(() => void asked.destroy())
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    const events: { event: string; id: string; data: unknown }[] = []
    const heard = new EventEmitter()
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2)))
        if (fields['data'] === undefined) continue
        events.push({ event: fields['event'], id: fields['id'], data: JSON.parse(fields['data']) })
        heard.emit('event')
      }
      if (chunk.startsWith(':')) heard.emit('comment')
    })
    response.on('error', () => {})
    const ended = new Promise<void>((resolve) => response.on('close', () => resolve()))
    let read = 0
    async function next() {
      while (events.length <= read) await once(heard, 'event')
      return events[read++]!
    }
    return { response, next, ended, comment: () => once(heard, 'comment') }
  }

  return { app, stream, open, port }
}

test('events reach the pages of their user, in every process, and no one else’s', async () => {
  const { one, two } = await twoProcesses()
  const mina = await one.open('mina')
  const minasPhone = await two.open('mina')
  const joon = await one.open('joon')

  await one.stream.tell({ userId: idOf('mina') }, 'queue', { revision: 7 })
  await one.stream.tell('everyone', 'track', { id: 'a' })

  const first = await mina.next()
  expect(first).toMatchObject({ event: 'queue', data: { revision: 7 } })
  expect(await minasPhone.next()).toEqual(first)
  expect(await minasPhone.next()).toMatchObject({ event: 'track', data: { id: 'a' } })
  expect(await joon.next()).toMatchObject({ event: 'track', data: { id: 'a' } })
})

test('the stream is what EventSource readers expect, is never stored, and wears the same headers as all answers', async () => {
  const { open } = await oneProcess()

  const { response } = await open('mina')

  expect(response.statusCode).toBe(200)
  expect(response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
})

test('nobody listens without a token', async () => {
  const { app } = await oneProcess()

  const answer = await app.inject({ url: '/api/events', headers: { host: 'music.test' } })

  expect(answer.statusCode).toBe(401)
})

test('a session that ends is told so and closed; another session of the user stays', async () => {
  const { stream, open } = await oneProcess()
  const desk = await open({ name: 'mina', sid: 'sid-desk' })
  const sameDesk = await open({ name: 'mina', sid: 'sid-desk' })
  const phone = await open({ name: 'mina', sid: 'sid-phone' })

  stream.endHere({ sid: 'sid-desk' })

  for (const page of [desk, sameDesk]) {
    expect(await page.next()).toMatchObject({ event: 'session-ended' })
    await page.ended
  }
  await stream.tell('everyone', 'track', {})
  expect(await phone.next()).toMatchObject({ event: 'track' })
})

test('a stream outlives its token by no more than the grace', async () => {
  const { open } = await oneProcess()

  const { ended } = await open('mina', -59_800)

  await ended
})

test('a quiet stream shows a sign of life', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { open } = await oneProcess()
  const { comment } = await open('mina')
  const sign = comment()

  vi.advanceTimersByTime(25_000)

  await sign
})

test('one stream too many closes the oldest', async () => {
  const { open, stream } = await oneProcess()
  const oldest = await open('mina')
  const others = []
  for (let n = 0; n < 20; n++) others.push(await open('mina'))

  await oldest.ended
  await stream.tell('everyone', 'track', {})

  expect(await others[0]!.next()).toMatchObject({ event: 'track' })
})

test('a page that does not read is dropped, before it costs memory', async () => {
  const { stream, port, open } = await oneProcess()
  const reader = await open('joon')
  const sleeper = connect(port, '127.0.0.1')
  onTestFinished(() => void sleeper.destroy())
  sleeper.write(
    `GET /api/events HTTP/1.1\r\nHost: music.test\r\nAuthorization: Bearer ${testToken('mina', Date.now() + 60_000)}\r\n\r\n`,
  )
  await new Promise((resolve) => sleeper.once('data', resolve))
  sleeper.pause()
  const closed = new Promise((resolve) => sleeper.on('close', resolve))
  sleeper.on('error', () => {})

  // Sockets of both sides take some megabytes before anything is held here.
  const text = 'x'.repeat(200_000)
  for (let n = 0; n < 100; n++) {
    await stream.tell('everyone', 'track', { n, text })
    expect(await reader.next()).toMatchObject({ data: { n } })
  }
  sleeper.resume()

  await closed
})

async function manyPages() {
  const { stream, open } = await oneProcess()
  const pages = await Promise.all(Array.from({ length: 240 }, (_, n) => open(`listener ${n % 12}`)))
  const write = vi.spyOn(ServerResponse.prototype, 'write')
  onTestFinished(() => write.mockRestore())
  return { stream, pages, written: () => write.mock.calls.length }
}

test('a word to many pages goes to fifty at a time, and reaches all of them in order', async () => {
  const { stream, pages, written } = await manyPages()

  for (const n of [1, 2]) stream.tellHere('everyone', 'track', { n })

  expect(written()).toBe(50)
  await vi.waitFor(() => expect(written()).toBe(100), { interval: 5 })
  for (const page of pages) {
    expect(await page.next()).toMatchObject({ data: { n: 1 } })
    expect(await page.next()).toMatchObject({ data: { n: 2 } })
  }
})

test('what one person is told does not wait for what all are told', async () => {
  const { stream, pages, written } = await manyPages()

  stream.tellHere('everyone', 'track', {})
  stream.tellHere({ userId: idOf('listener 11') }, 'queue', {})

  expect(written()).toBe(50 + 20)
  expect(await pages.at(-1)!.next()).toMatchObject({ event: 'queue' })
})

test('where more is said than the pages can be told, they read afresh instead', async () => {
  const { stream, pages, written } = await manyPages()

  for (let n = 0; n < 400; n++) stream.tellHere('everyone', 'track', { n })

  for (const page of pages) {
    while ((await page.next()).event !== 'connected');
  }
  expect(written()).toBeLessThan(2 * pages.length)
})

test('closing the app ends the streams', async () => {
  const { app, open } = await oneProcess()
  const { ended } = await open('mina')

  await app.close()

  await ended
})
