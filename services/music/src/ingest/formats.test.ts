import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { mina, testMusic, wav } from '../music.fixture.ts'

const fixture = (name: string) => readFile(new URL(`../../fixtures/${name}`, import.meta.url))

const songs = [
  {
    file: 'accents-cover.mp3',
    track: {
      title: 'Été à Québec',
      artists: [
        { name: 'Zoë Łukasz', role: 'main' },
        { name: 'Éric Satié', role: 'composer' },
      ],
      album: { title: 'Naïve' },
      trackNumber: 3,
      discNumber: 1,
      year: 2019,
      genre: 'Chanson',
      contentType: 'audio/mpeg',
      format: { container: 'MP3', codec: 'MP3', lossless: false, bitrate: 32000, sampleRate: 44100, channels: 1 },
      coverUrl: 'http://img.test/i/00000000-0000-7000-8000-000000000001',
    },
  },
  {
    file: 'korean.ogg',
    track: {
      title: '봄날의 노래',
      artists: [{ name: '김민아', role: 'main' }],
      album: { title: '사계' },
      contentType: 'audio/ogg; codecs=vorbis',
      format: { container: 'Ogg', codec: 'Vorbis', lossless: false },
      coverUrl: null,
    },
  },
  {
    file: 'japanese.opus',
    track: {
      title: '夜に駆ける猫',
      artists: [{ name: '山田ユキ', role: 'main' }],
      contentType: 'audio/ogg; codecs=opus',
      format: { container: 'Ogg', codec: 'Opus', sampleRate: 48000 },
    },
  },
  {
    file: 'tagged.flac',
    track: { title: 'Nærøyfjord', contentType: 'audio/flac', format: { container: 'FLAC', lossless: true } },
  },
  {
    file: 'tagged.m4a',
    track: { title: 'Mañana', contentType: 'audio/mp4', format: { container: 'M4A', codec: 'AAC', lossless: false } },
  },
]

test.each(songs)('$file is recognised by its content and described by its tags', async ({ file, track }) => {
  const music = await testMusic()

  // The name says nothing true.
  const made = await music.addTrack(mina, await fixture(file), { fileName: 'notes.txt' })

  const { body } = await music.as('joon')('GET', `/api/tracks/${made.body.id}`)
  expect(body).toMatchObject({ status: 'ready', ...track })
  expect(body.durationSeconds).toBeCloseTo(1.5, 1)
})

test('a cover goes to ImgBell as what it is, in the name of its track', async () => {
  const music = await testMusic()

  const made = await music.addTrack(mina, await fixture('accents-cover.mp3'))

  const { body } = await music.as(mina)('GET', `/api/tracks/${made.body.id}`)
  expect(body.coverColor).toBe('#b08d57')
  expect(music.pictures.kept).toMatchObject([
    { ownerRef: `track:${made.body.id}`, contentType: 'image/jpeg', bytes: 1786 },
  ])
})

test('while ImgBell is down music plays without its cover, which follows', async () => {
  const music = await testMusic()
  music.pictures.state.down = true
  const { uploadId } = (await music.upload(mina, await fixture('accents-cover.mp3'))) as { uploadId: string }
  const ready = new Promise<void>((resolve) =>
    music.onTold(({ data }) => 'track' in data && isReady(data.track) && resolve()),
  )
  const { body } = await music.as(mina)('POST', '/api/tracks', { uploadId })
  await ready

  const before = await music.as('joon')('GET', `/api/tracks/${body.id}`)
  expect(before.body).toMatchObject({ status: 'ready', coverUrl: null })

  music.pictures.state.down = false
  await music.events.idle()
  const after = await music.as('joon')('GET', `/api/tracks/${body.id}`)
  expect(after.body.coverColor).toBe('#b08d57')
  expect(after.body.coverUrl).toBe('http://img.test/i/00000000-0000-7000-8000-000000000001')
  expect(music.told.at(-1)).toMatchObject({ to: 'everyone', event: 'track', data: { track: after.body } })
})

test('a picture that ImgBell refuses is left out, and the track is ready', async () => {
  const music = await testMusic()
  music.pictures.state.refuses = true

  const made = await music.addTrack(mina, await fixture('accents-cover.mp3'))

  expect((await music.as(mina)('GET', `/api/tracks/${made.body.id}`)).body).toMatchObject({
    status: 'ready',
    coverUrl: null,
  })
})

function isReady(track: unknown) {
  return (track as { status: string }).status === 'ready'
}

const elf = Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(4000, 0x90)])
const refused = [
  { what: 'an executable named .mp3', bytes: () => elf, fileName: 'song.mp3', code: 'unsupported_format' },
  {
    what: 'a web page named .ogg',
    bytes: () => Buffer.from('<!doctype html><script>alert(1)</script>'.repeat(50)),
    fileName: 'song.ogg',
    code: 'unsupported_format',
  },
  {
    what: 'noise behind an ID3 tag',
    bytes: () => Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\0'), Buffer.alloc(5000, 'x')]),
    fileName: 'song.mp3',
    code: /unsupported_format|file_damaged/,
  },
  {
    what: 'a cut WAV',
    bytes: () => wav({ seconds: 3 }).subarray(0, 12_000),
    fileName: 'song.wav',
    code: 'file_truncated',
  },
  {
    what: 'a cut MP3',
    bytes: async () => (await fixture('accents-cover.mp3')).subarray(0, 5500),
    fileName: 'song.mp3',
    code: 'file_truncated',
  },
  {
    what: 'a cut FLAC',
    bytes: async () => (await fixture('tagged.flac')).subarray(0, 12_000),
    fileName: 'song.flac',
    code: 'file_truncated',
  },
  {
    what: 'a cut Ogg',
    bytes: async () => (await fixture('korean.ogg')).subarray(0, 4300),
    fileName: 'song.ogg',
    code: 'file_truncated',
  },
  {
    what: 'a cut M4A',
    bytes: async () => (await fixture('tagged.m4a')).subarray(0, 5000),
    fileName: 'song.m4a',
    code: /file_truncated|file_damaged/,
  },
  { what: 'an Ogg whose times begin below zero', bytes: () => brokenOgg(), fileName: 'song.ogg', code: 'file_damaged' },
]

test.each(refused)('$what is refused with a reason, and nothing of it stays', async ({ bytes, fileName, code }) => {
  const music = await testMusic()

  const made = await music.addTrack(mina, await bytes(), { fileName })

  const { body } = await music.as(mina)('GET', `/api/tracks/${made.body.id}`)
  expect(body).toMatchObject({ status: 'failed', failure: { code: expect.stringMatching(code) } })
  expect(body.failure.detail).toMatch(/\.$/)
  expect(await music.storedBlobs()).toEqual([])
  expect(await music.deps.db.selectFrom('blob').selectAll().execute()).toEqual([])
  expect(await music.deps.db.selectFrom('upload').selectAll().execute()).toEqual([])
  expect(music.told.at(-1)).toMatchObject({ to: { userId: music.userId(mina) }, event: 'track' })
})

async function brokenOgg() {
  const ogg = await fixture('korean.ogg')
  const second = ogg.indexOf('OggS', 4)
  const third = ogg.indexOf('OggS', second + 4)
  ogg.writeBigInt64LE(-104n, third + 6)
  return ogg
}

test('a failed track is its uploader’s alone to see and to dismiss', async () => {
  const music = await testMusic()
  const made = await music.addTrack(mina, elf, { visibility: 'public' })

  expect((await music.as('joon')('GET', `/api/tracks/${made.body.id}`)).status).toBe(404)
  expect((await music.as({ name: 'boss', roles: ['owner'] })('DELETE', `/api/tracks/${made.body.id}`)).status).toBe(404)
  const mine = await music.as(mina)('GET', '/api/tracks?filter=unfinished')
  expect(mine.body.items).toMatchObject([{ id: made.body.id, status: 'failed' }])
  expect((await music.as(mina)('GET', '/api/tracks')).body.items).toEqual([])

  expect((await music.as(mina)('DELETE', `/api/tracks/${made.body.id}`)).status).toBe(204)
  expect((await music.as(mina)('GET', '/api/tracks?filter=unfinished')).body.items).toEqual([])
})

test('huge tags are cut to what is shown', async () => {
  const music = await testMusic()

  const made = await music.addTrack(mina, withId3({ TIT2: 'a\0\u0001 '.repeat(200_000), TPE1: '𝄞'.repeat(5000) }))

  const { body } = await music.as(mina)('GET', `/api/tracks/${made.body.id}`)
  expect(body.status).toBe('ready')
  expect(body.title.length).toBeLessThanOrEqual(300)
  expect(body.title).not.toMatch(/\p{Cc}/u)
  expect(body.artists[0].name).toBe('𝄞'.repeat(150))
})

/** An MP3 of silent frames (MPEG 1 layer 3, 128 kbit/s, 44.1 kHz) behind these ID3v2.4 text frames. */
function withId3(frames: Record<string, string>) {
  const syncsafe = (size: number) => Buffer.from([21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f))
  const tags = Object.entries(frames).map(([id, text]) => {
    const body = Buffer.concat([Buffer.from([3]), Buffer.from(text)])
    return Buffer.concat([Buffer.from(id), syncsafe(body.length), Buffer.from([0, 0]), body])
  })
  const tag = Buffer.concat(tags)
  const frame = Buffer.concat([Buffer.from('fffb9064', 'hex'), Buffer.alloc(413)])
  return Buffer.concat([Buffer.from('ID3\x04\0\0'), syncsafe(tag.length), tag, ...Array<Buffer>(80).fill(frame)])
}
