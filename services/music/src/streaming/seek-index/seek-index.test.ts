import { expect, test } from 'vitest'
import { mina, testMusic } from '../../music.fixture.ts'
import { verbatimFlac } from './verbatim-flac.fixture.ts'

const rates = [32, 128, 320, 64]
const kbps = { 32: 1, 64: 5, 128: 9, 320: 14 } as Record<number, number>

/** Silent MPEG-1 Layer III frames at 44.1 kHz, mono, of these bitrates. */
function mp3Frames(bitrates: number[]) {
  return bitrates.map((rate) => {
    const frame = Buffer.alloc(Math.floor((1152 * rate * 125) / 44_100))
    frame.set([0xff, 0xfb, kbps[rate]! << 4, 0xc4])
    return frame
  })
}

/** ADTS frames of AAC LC at 44.1 kHz, mono, whose content is their own number. */
function adtsFrames(count: number) {
  return Array.from({ length: count }, (_, n) => {
    const bytes = 7 + 20 + (n % 30)
    const frame = Buffer.alloc(bytes, n % 250)
    frame.set([0xff, 0xf1, 0x50, 0x40 | (bytes >> 11), (bytes >> 3) & 255, ((bytes & 7) << 5) | 0x1f, 0xfc])
    return frame
  })
}

const id3 = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 1, 0, ...Buffer.alloc(128)])

async function streamed(bytes: Uint8Array, inMp4: string[]) {
  const music = await testMusic()
  const track = await music.given({ bytes })
  const { body } = await music.as(mina)('POST', `/api/tracks/${track.id}/stream-url`, { inMp4 })
  const url = new URL(body.url)
  const get = (headers: Record<string, string> = {}) =>
    music.app.inject({ url: url.pathname + url.search, headers: { host: 'music.test', ...headers } })
  return { url, get, whole: await get() }
}

/** The samples of an MP4 file, by its own table, and how long it says they sound. */
function samplesOf(file: Buffer) {
  const table = (name: string) => {
    const at = file.indexOf(name) + 8
    return { at, count: file.readUInt32BE(at) }
  }
  const u32 = (at: number) => file.readUInt32BE(at)
  const [stsz, stsc, stco] = [file.indexOf('stsz') + 12, table('stsc'), table('stco')]
  const sizes = Array.from({ length: u32(stsz) }, (_, n) => u32(stsz + 4 + n * 4))
  const runs = Array.from({ length: stsc.count }, (_, n) => [u32(stsc.at + 4 + n * 12), u32(stsc.at + 8 + n * 12)])
  const samples: Buffer[] = []
  for (let chunk = 0; chunk < stco.count; chunk++) {
    let at = u32(stco.at + 4 + chunk * 4)
    const [, perChunk] = runs.findLast(([first]) => first! <= chunk + 1)!
    for (let n = 0; n < perChunk!; n++) {
      const size = sizes[samples.length]!
      samples.push(file.subarray(at, at + size))
      at += size
    }
  }
  const mdhd = file.indexOf('mdhd')
  return { samples, seconds: u32(mdhd + 20) / u32(mdhd + 16) }
}

test('MP3 of varying bitrate is sent with a table of every frame, its bytes as they were', async () => {
  const frames = mp3Frames(Array.from({ length: 200 }, (_, n) => rates[n % 4]!))
  const { whole } = await streamed(Buffer.concat([id3, ...frames]), ['mp3'])

  expect(whole).toMatchObject({ statusCode: 200, headers: { 'content-type': 'audio/mp4' } })
  const { samples, seconds } = samplesOf(whole.rawPayload)
  expect(Buffer.concat(samples).equals(Buffer.concat(frames))).toBe(true)
  expect(samples.map((sample) => sample.length)).toEqual(frames.map((frame) => frame.length))
  expect(seconds).toBeCloseTo((200 * 1152) / 44_100, 5)
})

test('raw AAC is sent with a table of what its frames hold, without their headers', async () => {
  const frames = adtsFrames(300)
  const { whole } = await streamed(Buffer.concat(frames), ['aac', 'mp3'])

  const { samples, seconds } = samplesOf(whole.rawPayload)
  expect(samples).toHaveLength(300)
  expect(Buffer.concat(samples).equals(Buffer.concat(frames.map((frame) => frame.subarray(7))))).toBe(true)
  expect(seconds).toBeCloseTo((300 * 1024) / 44_100, 5)
})

test.each([{ pipe: false }, { pipe: true }])('FLAC without a seek table is sent with one: %o', async ({ pipe }) => {
  // Full of what looks like the beginning of a frame.
  const sound = Int16Array.from({ length: 100_000 }, (_, n) => (n % 3 === 0 ? -8 : Math.round(9000 * Math.sin(n / 20))))
  const file = verbatimFlac(sound, { pipe })
  const { whole } = await streamed(file, ['flac'])

  expect(whole).toMatchObject({ statusCode: 200, headers: { 'content-type': 'audio/mp4' } })
  const { samples, seconds } = samplesOf(whole.rawPayload)
  expect(samples).toHaveLength(Math.ceil(sound.length / 4096))
  expect(samples.every((sample, n) => sample.readUInt16BE(0) === 0xfff8 && sample[4] === n)).toBe(true)
  expect(Buffer.concat(samples).equals(file.subarray(42))).toBe(true)
  expect(seconds).toBeCloseTo((25 * 4096) / 44_100, 5)
  expect(whole.rawPayload.includes(file.subarray(8, 42)), 'with what a decoder must know').toBe(true)
})

test('ranges go over the seam of table and file, under a tag of their own', async () => {
  const { get, whole } = await streamed(Buffer.concat(adtsFrames(300)), ['aac'])
  const { length } = whole.rawPayload
  const seam = whole.rawPayload.indexOf('mdat') + 4

  expect(whole.headers.etag).toMatch(/^"[0-9a-f]{64}-mp4"$/)
  for (const [start, end] of [
    [0, 99],
    [seam - 50, seam + 50],
    [seam - 1, seam - 1],
    [seam, seam + 10],
    [length - 5, length - 1],
  ] as const) {
    const part = await get({ range: `bytes=${start}-${end}` })
    expect(part.headers['content-range']).toBe(`bytes ${start}-${end}/${length}`)
    expect(part.rawPayload.equals(whole.rawPayload.subarray(start, end + 1)), `${start}-${end}`).toBe(true)
  }
})

test('who cannot play it so, and files of constant bitrate, get the file itself', async () => {
  const varying = Buffer.concat(mp3Frames(Array.from({ length: 200 }, (_, n) => rates[n % 4]!)))
  const constant = Buffer.concat(mp3Frames(Array<number>(200).fill(128)))

  expect((await streamed(varying, [])).whole.rawPayload.equals(varying)).toBe(true)
  expect((await streamed(varying, ['aac'])).whole.rawPayload.equals(varying)).toBe(true)
  expect((await streamed(constant, ['mp3'])).whole.rawPayload.equals(constant)).toBe(true)
  const tabled = verbatimFlac(new Int16Array(50_000), { seekTable: true })
  expect((await streamed(tabled, ['flac'])).whole.rawPayload.equals(tabled), 'FLAC that has a table').toBe(true)
})
