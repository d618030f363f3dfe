import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { testToken } from '@bell/platform/test-kit'
import { mina, testMusic, wav, type TestMusic } from '../music.fixture.ts'

const tus = { 'tus-resumable': '1.0.0' }
const chunk = { ...tus, 'content-type': 'application/offset+octet-stream' }

async function begin(music: TestMusic, bytes: number, metadata = '') {
  const made = await music.as(mina)('POST', '/api/uploads', undefined, {
    ...tus,
    'upload-length': String(bytes),
    ...(metadata && { 'upload-metadata': metadata }),
  })
  expect(made.status).toBe(201)
  return made.headers.location!
}

test('an upload goes on where it stopped', async () => {
  const music = await testMusic()
  const bytes = wav()
  const address = await begin(music, bytes.length)

  const first = await music.as(mina)('PATCH', address, bytes.subarray(0, 5000), { ...chunk, 'upload-offset': '0' })
  expect(first).toMatchObject({ status: 204, headers: { 'upload-offset': '5000', 'tus-resumable': '1.0.0' } })
  const asked = await music.as(mina)('HEAD', address, undefined, tus)
  expect(asked).toMatchObject({
    status: 200,
    headers: { 'upload-offset': '5000', 'upload-length': String(bytes.length) },
  })
  const wrong = await music.as(mina)('PATCH', address, bytes.subarray(0), { ...chunk, 'upload-offset': '0' })
  expect(wrong).toMatchObject({ status: 409, body: { code: 'upload_offset_conflict' } })
  const early = await music.as(mina)('POST', '/api/tracks', { uploadId: address.split('/').at(-1) })
  expect(early).toMatchObject({ status: 409, body: { code: 'upload_incomplete' } })
  const rest = await music.as(mina)('PATCH', address, bytes.subarray(5000), { ...chunk, 'upload-offset': '5000' })
  expect(rest).toMatchObject({ status: 204, headers: { 'upload-offset': String(bytes.length) } })

  const track = await music.as(mina)('POST', '/api/tracks', { uploadId: address.split('/').at(-1) })
  await music.events.idle()
  expect((await music.as(mina)('GET', `/api/tracks/${track.body.id}`)).body.status).toBe('ready')
})

/** A PATCH by hand, over a connection of its own; `said` is what the server answers. */
async function connectTo(music: TestMusic, address: string, headers: string) {
  if (!music.app.server.listening) await music.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = music.app.server.address() as { port: number }
  const socket = connect(port, '127.0.0.1')
  let said = ''
  socket.on('data', (text) => (said += String(text))).on('error', () => undefined)
  const token = testToken(mina, music.clock.now() + 60_000)
  socket.write(
    `PATCH ${address} HTTP/1.1\r\nhost: music.test\r\nauthorization: Bearer ${token}\r\ntus-resumable: 1.0.0\r\n` +
      `content-type: application/offset+octet-stream\r\n${headers}\r\n\r\n`,
  )
  return { socket, said: () => said }
}

/** Sends 100,000 bytes of more, and leaves the connection open. */
async function sendBeginning(music: TestMusic, address: string, bytes: Buffer) {
  const { socket } = await connectTo(music, address, `upload-offset: 0\r\ncontent-length: ${bytes.length}`)
  socket.write(bytes.subarray(0, 100_000))
  const stored = () => music.deps.blobs.stat(address.replace('/api/', ''))
  await expect.poll(stored).toMatchObject({ size: 100_000 })
  return socket
}

test('what arrived before the connection broke is kept', async () => {
  const music = await testMusic()
  const bytes = wav({ seconds: 20 })
  const address = await begin(music, bytes.length)
  const socket = await sendBeginning(music, address, bytes)
  socket.destroy()

  const asked = await music.as(mina)('HEAD', address, undefined, tus)
  expect(asked.headers['upload-offset']).toBe('100000')
  const rest = await music.as(mina)('PATCH', address, bytes.subarray(100_000), { ...chunk, 'upload-offset': '100000' })
  expect(rest).toMatchObject({ status: 204, headers: { 'upload-offset': String(bytes.length) } })
})

test('a connection that has died without a word is no hindrance to the next, which goes on from it', async () => {
  const music = await testMusic()
  const bytes = wav({ seconds: 20 })
  const address = await begin(music, bytes.length)
  const socket = await sendBeginning(music, address, bytes)
  const listed = await music.as(mina)('GET', '/api/uploads')
  expect(listed.body.items).toMatchObject([{ receivedBytes: 100_000, sending: true }])

  const rest = await music.as(mina)('PATCH', address, bytes.subarray(100_000), { ...chunk, 'upload-offset': '100000' })

  expect(rest).toMatchObject({ status: 204, headers: { 'upload-offset': String(bytes.length) } })
  const track = await music.as(mina)('POST', '/api/tracks', { uploadId: address.split('/').at(-1) })
  await music.events.idle()
  expect((await music.as(mina)('GET', `/api/tracks/${track.body.id}`)).body.status).toBe('ready')
  socket.destroy()
})

test('a body of unknown length that is longer than announced is refused, and the answer gets through', async () => {
  const music = await testMusic()
  const address = await begin(music, 100)
  const { socket, said } = await connectTo(music, address, 'upload-offset: 0\r\ntransfer-encoding: chunked')
  socket.write(`65\r\n${'x'.repeat(101)}\r\n`)
  await expect.poll(said).toContain('upload_too_large')
  expect(said()).toMatch(/^HTTP\/1.1 413 /)
  socket.destroy()
})

test('the hash of a file is the same, whether it came in one piece or in several', async () => {
  const music = await testMusic()
  const bytes = wav()
  const hashes = await Promise.all(
    [[bytes], [bytes.subarray(0, 999), bytes.subarray(999)]].map(async (parts) => {
      const address = await begin(music, bytes.length)
      let offset = 0
      for (const part of parts) {
        await music.as(mina)('PATCH', address, part, { ...chunk, 'upload-offset': String(offset) })
        offset += part.length
      }
      const id = address.split('/').at(-1)!
      return music.deps.db.selectFrom('upload').select('contentHash').where('id', '=', id).executeTakeFirstOrThrow()
    }),
  )
  expect(hashes[0]!.contentHash).toBe(createHash('sha256').update(bytes).digest('hex'))
  expect(hashes[1]).toEqual(hashes[0])
})

test('a part says which version of the protocol it speaks, where it begins and what it is', async () => {
  const music = await testMusic()
  const address = await begin(music, 100)
  const patch = async (headers: Record<string, string>) => {
    const { status, body } = await music.as(mina)('PATCH', address, Buffer.alloc(10), headers)
    return [status, body.code]
  }
  const offset = { 'upload-offset': '0' }
  expect(await patch({ ...chunk, ...offset, 'tus-resumable': '0.2.2' })).toEqual([412, 'tus_version_unsupported'])
  expect(await patch(chunk)).toEqual([400, 'bad_upload_request'])
  expect(await patch({ ...chunk, 'upload-offset': '-1' })).toEqual([400, 'bad_upload_request'])
  expect(await patch({ ...tus, ...offset, 'content-type': 'audio/mpeg' })).toEqual([415, 'unsupported_media_type'])
})

test('someone else’s upload is not there: not to read, write, delete or make a track of', async () => {
  const music = await testMusic()
  const bytes = wav()
  const address = await begin(music, bytes.length)
  await music.as(mina)('PATCH', address, bytes, { ...chunk, 'upload-offset': '0' })
  const eve = music.as({ name: 'eve', roles: ['owner'] })

  expect(await eve('HEAD', address, undefined, tus)).toMatchObject({ status: 404 })
  expect(await eve('PATCH', address, bytes, { ...chunk, 'upload-offset': '0' })).toMatchObject({
    status: 404,
    body: { code: 'upload_not_found' },
  })
  expect(await eve('DELETE', address, undefined, tus)).toMatchObject({ status: 404 })
  expect(await eve('POST', '/api/tracks', { uploadId: address.split('/').at(-1) })).toMatchObject({
    status: 404,
    body: { code: 'upload_not_found' },
  })
  expect((await music.as(mina)('HEAD', address, undefined, tus)).headers['upload-offset']).toBe(String(bytes.length))
})

test('nobody uploads without a token, nor a listener who is no artist', async () => {
  const music = await testMusic()
  const headers = { ...tus, 'upload-length': '10' }

  expect(await music.anonymous('POST', '/api/uploads', undefined, headers)).toMatchObject({ status: 401 })
  expect(await music.as('joon')('POST', '/api/uploads', undefined, headers)).toMatchObject({
    status: 403,
    body: { code: 'not_an_artist' },
  })
})

test('more than allowed is refused before a byte is sent, and more than announced as well', async () => {
  const music = await testMusic({ limits: { uploadBytes: 1000 } })
  const post = (length: string) =>
    music.as(mina)('POST', '/api/uploads', undefined, { ...tus, 'upload-length': length })

  expect(await post('1001')).toMatchObject({ status: 413, body: { code: 'upload_too_large' } })
  expect(await post('99999999999999999999')).toMatchObject({ status: 400 })
  expect(await post('-1')).toMatchObject({ status: 400 })
  expect(await post('NaN')).toMatchObject({ status: 400 })
  expect(await post('0')).toMatchObject({ status: 400, body: { code: 'file_empty' } })
  const address = await begin(music, 100)
  const more = await music.as(mina)('PATCH', address, Buffer.alloc(101), { ...chunk, 'upload-offset': '0' })
  expect(more).toMatchObject({ status: 413, body: { code: 'upload_too_large' } })
})

test('a name that climbs folders is a name, and no path', async () => {
  const music = await testMusic()
  const bytes = wav()
  const name = Buffer.from('../../../etc/cron.d/../Nachtlied_1.wav').toString('base64')
  const address = await begin(music, bytes.length, `filename ${name}`)
  await music.as(mina)('PATCH', address, bytes, { ...chunk, 'upload-offset': '0' })

  const made = await music.as(mina)('POST', '/api/tracks', { uploadId: address.split('/').at(-1) })
  expect(made.body.title).toBe('Nachtlied 1')
  for (const id of ['..%2f..%2fmusic.db', '%2e%2e', '..%5c..', 'a/b', `${made.body.id}%00`]) {
    const { status } = await music.as(mina)('HEAD', `/api/uploads/${id}`, undefined, tus)
    expect([400, 404]).toContain(status)
  }
  expect(await music.storedBlobs()).toHaveLength(1)
})

test('an upload that is given up goes at once; one that is a track goes with the track', async () => {
  const music = await testMusic()
  const address = await begin(music, 5000)
  await music.as(mina)('PATCH', address, Buffer.alloc(100), { ...chunk, 'upload-offset': '0' })

  expect(await music.as(mina)('DELETE', address, undefined, tus)).toMatchObject({ status: 204 })
  expect(await music.storedBlobs()).toEqual([])

  const track = await music.given()
  await music.as(mina)('DELETE', `/api/tracks/${track.id}`)
  await music.afterGrace()
  expect(await music.storedBlobs()).toEqual([])
})

test('an upload that is left expires after a day, and goes when the next one comes', async () => {
  const music = await testMusic()
  const address = await begin(music, 5000)
  await music.as(mina)('PATCH', address, Buffer.alloc(100), { ...chunk, 'upload-offset': '0' })

  music.clock.advance(24 * 60 * 60 * 1000)
  expect(await music.as(mina)('HEAD', address, undefined, tus)).toMatchObject({ status: 410 })
  const next = await begin(music, 10)
  expect(await music.storedBlobs()).toEqual([`${next.split('/').at(-1)}~part`])
})

test('the first bytes may come with the creation', async () => {
  const music = await testMusic()
  const bytes = wav()

  const made = await music.as(mina)('POST', '/api/uploads', bytes, { ...chunk, 'upload-length': String(bytes.length) })

  expect(made).toMatchObject({ status: 201, headers: { 'upload-offset': String(bytes.length) } })
  expect(made.headers['upload-expires']).toMatch(/GMT$/)
})
