import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { testApp } from '../test-kit/test-app.ts'
import type { App } from './app.ts'

function routes(app: App) {
  app.post('/api/songs', async () => ({}))
  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null))
  app.patch('/api/uploads/1', async ({ raw }) => {
    let bytes = 0
    for await (const chunk of raw) bytes += (chunk as Buffer).length
    return { bytes }
  })
  app.patch('/api/uploads/2', async (_request, reply) => reply.code(401).send({}))
  app.get('/stream/1', (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200)
    reply.raw.write('sound')
  })
}

/** A client that says what it wants, when it wants; `heard` resolves with all it was told when the server hangs up. */
async function client(timeouts: Partial<Record<'head' | 'body' | 'idle' | 'rest' | 'close', number>>) {
  const long = 60_000
  const { app } = await testApp(routes, {
    timeouts: { head: long, body: long, idle: long, rest: long, close: long, ...timeouts },
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket: Socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let text = ''
  socket.on('data', (data) => (text += data.toString()))
  socket.on('error', () => {})
  const heard = new Promise<string>((resolve) => socket.on('close', () => resolve(text)))
  const hears = (what: string) =>
    new Promise<void>((resolve) => socket.on('data', () => (text.includes(what) ? resolve() : undefined)))
  return { app, socket, heard, hears, say: (words: string) => socket.write(words) }
}

test('a head that does not end is refused in time', async () => {
  const { say, heard } = await client({ head: 200 })

  say('GET /api/health/live HTTP/1.1\r\nHost: music.test\r\nX-Slow:')

  expect(await heard).toMatch(/^HTTP\/1.1 408 [\s\S]*application\/problem\+json[\s\S]*"code":"request_timeout"/)
})

test('a JSON body that does not end is cut off in time', async () => {
  const { say, heard } = await client({ body: 200 })

  say('POST /api/songs HTTP/1.1\r\nHost: music.test\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{')

  await heard
})

test('an upload may take longer, as long as it moves', async () => {
  const { say, hears } = await client({ body: 100, head: 100 })
  const done = hears('{"bytes":6}')

  say(
    'PATCH /api/uploads/1 HTTP/1.1\r\nHost: music.test\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 6\r\n\r\n',
  )
  for (const letter of 'upload') {
    say(letter)
    await new Promise((resolve) => setTimeout(resolve, 60))
  }

  await done
})

test('who is refused and goes on sending is hung up on', async () => {
  const { say, heard } = await client({ rest: 200 })

  say(
    'PATCH /api/uploads/2 HTTP/1.1\r\nHost: music.test\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 99\r\n\r\nup',
  )

  expect(await heard).toMatch(/^HTTP\/1.1 401/)
})

test('what is not HTTP is told so', async () => {
  const { say, heard } = await client({})

  say('HELO music.test\r\n\r\n')

  expect(await heard).toMatch(/^HTTP\/1.1 400 [\s\S]*"code":"bad_request"/)
})

test('headers without end are refused', async () => {
  const { say, heard } = await client({})

  say(`GET / HTTP/1.1\r\nHost: music.test\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`)

  expect(await heard).toMatch(/^HTTP\/1.1 431 [\s\S]*"code":"headers_too_large"/)
})

test('closing waits for requests under way, but not for ever', async () => {
  const { app, say, heard, hears } = await client({ close: 200 })
  const playing = hears('sound')
  say('GET /stream/1 HTTP/1.1\r\nHost: music.test\r\n\r\n')
  await playing

  await app.close()

  expect(await heard).toMatch(/sound/)
})

test('closing waits for an answer under way, and not for its client to let go of the connection', async () => {
  const { app, say, heard, hears } = await client({})
  const arrived = hears('100 Continue')
  say(
    'PATCH /api/uploads/1 HTTP/1.1\r\nHost: music.test\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n',
  )
  await arrived
  const closed = app.close()

  say('upload')

  expect(await heard).toMatch(/\{"bytes":6\}/)
  await closed
})

test('closing waits for a request that came over no connection', async () => {
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<object>()
  const { app, as } = await testApp((app) => {
    app.get('/api/slow', () => {
      asked.resolve()
      return answer.promise
    })
  })
  const answered = as('joon')('GET', '/api/slow')
  await asked.promise
  const closed = app.close()

  answer.resolve({})

  expect(await answered).toMatchObject({ status: 200 })
  await closed
})

test('closing does not wait for a head that does not end', async () => {
  const { app, socket, say, heard } = await client({ close: 200 })
  const accepted = once(app.server, 'connection')
  await once(socket, 'connect')
  await accepted
  say('GET /api/health/live HTTP/1.1\r\nHost: music.test\r\nX-Slow:')
  // It has arrived when what follows it on another connection is answered.
  await fetch(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/api/health/live`)

  await app.close()

  await heard
})
