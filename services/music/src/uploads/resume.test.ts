import { sweepUploads } from '@bell/platform/uploads'
import { expect, test } from 'vitest'
import { mina, testMusic, wav, type TestMusic } from '../music.fixture.ts'

const tus = { 'tus-resumable': '1.0.0' }
const chunk = { ...tus, 'content-type': 'application/offset+octet-stream' }
const encode = (text: string) => Buffer.from(text).toString('base64')

async function begin(music: TestMusic, bytes: number, fingerprint: string, fileName = 'song.wav') {
  const made = await music.as(mina)('POST', '/api/uploads', undefined, {
    ...tus,
    'upload-length': String(bytes),
    'upload-metadata': `filename ${encode(fileName)},fingerprint ${encode(fingerprint)}`,
  })
  expect(made.status).toBe(201)
  return made.headers.location!
}

const list = async (music: TestMusic, query = '') => (await music.as(mina)('GET', `/api/uploads${query}`)).body

test('an upload is found by its file’s fingerprint, by its own person alone', async () => {
  const music = await testMusic()
  const address = await begin(music, 5000, 'v1:abc', '봄.flac')
  await begin(music, 100, 'v1:other')
  await music.as(mina)('PATCH', address, Buffer.alloc(1200), { ...chunk, 'upload-offset': '0' })

  const found = await list(music, '?fingerprint=v1:abc')

  expect(found).toMatchObject({
    items: [{ fileName: '봄.flac', bytes: 5000, receivedBytes: 1200, fingerprint: 'v1:abc', sending: false }],
    nextCursor: null,
  })
  expect(address).toContain(found.items[0].id)
  const eve = await music.as({ name: 'eve', roles: ['owner'] })('GET', '/api/uploads?fingerprint=v1:abc')
  expect(eve.body.items).toEqual([])
  expect((await music.anonymous('GET', '/api/uploads')).status).toBe(401)
})

test('what is not finished is listed by pages; what expired or became a track is not', async () => {
  const music = await testMusic()
  await begin(music, 10, 'v1:old')
  music.clock.advance(24 * 60 * 60 * 1000)
  for (let n = 0; n < 3; n++) await begin(music, 10, `v1:${n}`)
  await music.given()

  const first = await list(music, '?limit=2')
  const second = await list(music, `?limit=2&cursor=${first.nextCursor}`)

  const names = [...first.items, ...second.items].map((upload: { fingerprint: string }) => upload.fingerprint)
  expect(names).toEqual(['v1:0', 'v1:1', 'v1:2'])
  expect(second.nextCursor).toBeNull()
})

test('an upload whose track is being made is found by its fingerprint, and makes the same track again', async () => {
  const music = await testMusic()
  await music.events.close()
  const bytes = wav()
  const address = await begin(music, bytes.length, 'v1:abc')
  await music.as(mina)('PATCH', address, bytes, { ...chunk, 'upload-offset': '0' })
  const uploadId = address.split('/').at(-1)
  const made = await music.as(mina)('POST', '/api/tracks', { uploadId })

  expect((await list(music, '?fingerprint=v1:abc')).items).toMatchObject([
    { id: uploadId, receivedBytes: bytes.length },
  ])
  expect((await list(music)).items).toEqual([])
  expect((await music.as(mina)('POST', '/api/tracks', { uploadId })).body.id).toBe(made.body.id)
})

test('a fingerprint is a short word', async () => {
  const music = await testMusic()
  const post = (fingerprint: string) =>
    music.as(mina)('POST', '/api/uploads', undefined, {
      ...tus,
      'upload-length': '10',
      'upload-metadata': `fingerprint ${encode(fingerprint)}`,
    })
  expect(await post('x'.repeat(201))).toMatchObject({ status: 400, body: { code: 'fingerprint_invalid' } })
  expect(await post("' or 1=1")).toMatchObject({ status: 400, body: { code: 'fingerprint_invalid' } })
  expect((await list(music)).items).toEqual([])
})

test.each([
  ['climbs folders', '../../../etc/passwd.wav', 'passwd'],
  ['is of emoji', '🎹🎶.wav', '🎹🎶'],
  ['is written from right to left', 'שיר ערב.wav', 'שיר ערב'],
  ['turns the direction of writing', 'evil\u202Egpj.wav', 'evil\u202Egpj'],
  ['has 255 bytes', `${'가'.repeat(83)}ab.wav`, `${'가'.repeat(83)}ab`],
  ['is far too long', `${'x'.repeat(5000)}.wav`, 'x'.repeat(255)],
  ['holds control characters', 'a\u0000b\u0007c.wav', 'abc'],
  ['is nothing but an ending', '.wav', 'Untitled'],
])('a file name that %s is a title and no more', async (_case, fileName, title) => {
  const music = await testMusic()
  const bytes = wav()
  const address = await begin(music, bytes.length, 'v1:abc', fileName)
  await music.as(mina)('PATCH', address, bytes, { ...chunk, 'upload-offset': '0' })

  const made = await music.as(mina)('POST', '/api/tracks', { uploadId: address.split('/').at(-1) })
  await music.events.idle()

  expect(made).toMatchObject({ status: 201, body: { title } })
  expect(await music.storedBlobs()).toEqual([`${address.split('/').at(-1)}~blob`])
})

const steps = ['begin', 'append', 'complete', 'delete'] as const

test.each(steps.flatMap((step) => [[step, 'before'] as const, [step, 'after'] as const]))(
  'a crash at %s, %s it is done, leaves nothing for ever, and the file can be sent again',
  async (step, moment) => {
    const music = await testMusic()
    const { blobs } = music.deps
    const whole = blobs[step].bind(blobs) as (...given: unknown[]) => Promise<never>
    let crashed = false
    Object.assign(blobs, {
      async [step](...given: unknown[]) {
        if (moment === 'after') await whole(...given)
        crashed = true
        throw new Error('killed')
      },
    })
    const bytes = wav()
    const upload = (await music.upload(mina, bytes)) as { status: number; uploadId?: string }
    if (upload.uploadId) {
      await music.as(mina)('POST', '/api/tracks', { uploadId: upload.uploadId })
      await music.as(mina)('DELETE', `/api/uploads/${upload.uploadId}`, undefined, tus)
    }
    if (step === 'delete' && !crashed) {
      const open = await begin(music, 100, 'v1:abc')
      await music.as(mina)('DELETE', open, undefined, tus)
    }
    expect(crashed).toBe(true)

    Object.assign(blobs, { [step]: whole })
    const track = await music.given({ bytes: wav({ seed: 4711 }) })
    music.clock.advance(25 * 60 * 60 * 1000)
    await sweepUploads(music.deps)

    const held = await music.deps.db.selectFrom('blob').select('key').execute()
    const files = held.map(({ key }) => `${key.split('/').at(-1)}~blob`)
    expect((await music.storedBlobs()).toSorted()).toEqual(files.toSorted())
    expect(await music.deps.db.selectFrom('upload').select('id').execute()).toEqual([])
    expect((await music.as(mina)('GET', `/api/tracks/${track.id}`)).body.status).toBe('ready')
  },
)

test('a full disk is said to be full', async () => {
  const music = await testMusic()
  const address = await begin(music, 5000, 'v1:abc')
  Object.assign(music.deps.blobs, {
    async append() {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    },
  })
  const sent = await music.as(mina)('PATCH', address, Buffer.alloc(5000), { ...chunk, 'upload-offset': '0' })
  expect(sent).toMatchObject({ status: 507, body: { code: 'storage_full' } })
})

test('an upload whose blob a crash has taken begins again', async () => {
  const music = await testMusic()
  const bytes = wav()
  const address = await begin(music, bytes.length, 'v1:abc')
  await music.deps.blobs.delete(`uploads/${address.split('/').at(-1)}`)

  expect((await music.as(mina)('HEAD', address, undefined, tus)).headers['upload-offset']).toBe('0')
  const sent = await music.as(mina)('PATCH', address, bytes, { ...chunk, 'upload-offset': '0' })
  expect(sent).toMatchObject({ status: 204, headers: { 'upload-offset': String(bytes.length) } })
})
