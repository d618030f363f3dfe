import { readFile } from 'node:fs/promises'
import { createMp3Encoder, createOggEncoder } from 'wasm-media-encoders'
import { readAdtsHead, readAdtsStream } from '../services/music/src/streaming/seek-index/adts.ts'
import { findFrames, type Frames } from '../services/music/src/streaming/seek-index/frames.ts'
import { readMp3Head } from '../services/music/src/streaming/seek-index/mp3.ts'
import { writeMp4Head } from '../services/music/src/streaming/seek-index/mp4-head.ts'
import { verbatimFlac } from '../services/music/src/streaming/seek-index/verbatim-flac.fixture.ts'

const rate = 44_100
const repeats = 10
const partSeconds = 30

/** Files of some five minutes of sound in every format that is played, made of shorter ones whose frames are repeated. */
export async function longFiles(): Promise<{ name: string; bytes: Buffer }[]> {
  const part = unevenSound(partSeconds)
  const constant = repeated(await mp3({ bitrate: 160 }, part))
  const varying = repeated(await mp3({ vbrQuality: 4 }, part))
  const fixture = (name: string) => readFile(new URL(`../services/music/fixtures/${name}`, import.meta.url))
  const aacPart = await fixture('long.aac')
  const aac = Buffer.concat(Array<Buffer>(Math.ceil(300 / (await adtsSeconds(aacPart)))).fill(aacPart))
  const opus = await fixture('long.opus')
  return [
    { name: 'MP3, constant bitrate.mp3', bytes: constant },
    { name: 'MP3, varying, no table.mp3', bytes: varying },
    { name: 'MP3, varying, Xing.mp3', bytes: await withXing(varying) },
    { name: 'AAC, raw.aac', bytes: aac },
    { name: 'AAC in M4A.m4a', bytes: await m4a(aac) },
    { name: 'Ogg Vorbis.ogg', bytes: repeatOgg(await vorbis(part), repeats) },
    { name: 'Opus.opus', bytes: repeatOgg(opus, Math.ceil((300 * 48_000) / oggLength(opus))) },
    { name: 'FLAC, no table.flac', bytes: verbatimFlac(Int16Array.from(unevenSound(300), (at) => at * 32_767)) },
  ]
}

/** MP3 of `seconds` of a tone, as short tracks are. */
export function toneMp3(seconds: number, hertz: number) {
  return mp3(
    { bitrate: 128 },
    Float32Array.from({ length: seconds * rate }, (_, n) => 0.2 * Math.sin((n * hertz * 2 * Math.PI) / rate)),
  )
}

/** Loud noise and near silence in turns, so that a bitrate that may vary does. */
function unevenSound(seconds: number) {
  let noise = 1
  return Float32Array.from({ length: seconds * rate }, (_, n) => {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) | 0
    const loud = Math.floor(n / rate / 3) % 2 === 0
    return (loud ? 0.4 : 0.001) * (noise / 2 ** 31)
  })
}

async function mp3(quality: { bitrate: 128 | 160 } | { vbrQuality: number }, sound: Float32Array) {
  const encoder = await createMp3Encoder()
  encoder.configure({ sampleRate: rate, channels: 1, ...quality })
  return Buffer.concat([encoder.encode([sound]).slice(), encoder.finalize().slice()])
}

async function vorbis(sound: Float32Array) {
  const encoder = await createOggEncoder()
  encoder.configure({ sampleRate: rate, channels: 1, vbrQuality: 4 })
  return Buffer.concat([encoder.encode([sound]).slice(), encoder.finalize().slice()])
}

/** Again and again; a table that an encoder has put in front would be wrong, and is left out. */
function repeated(part: Buffer) {
  const first = readMp3Head(part, 0)
  const sound = first && /Xing|Info/.test(part.toString('latin1', 0, 64)) ? part.subarray(first.bytes) : part
  return Buffer.concat(Array<Buffer>(repeats).fill(sound))
}

/** With the table of a hundred entries that encoders of varying bitrate write as a first frame. */
async function withXing(file: Buffer) {
  const { offsets } = (await framesOf(file, readMp3Head))!
  const table = Buffer.alloc(417)
  // MPEG-1 Layer III, 128 kbit/s at 44.1 kHz, mono.
  table.set([0xff, 0xfb, 0x90, 0xc4])
  table.write('Xing', 21)
  table.writeUInt32BE(7, 25)
  table.writeUInt32BE(offsets.length, 29)
  table.writeUInt32BE(file.length + table.length, 33)
  for (let entry = 0; entry < 100; entry++) {
    table[37 + entry] = (256 * offsets[Math.floor((offsets.length * entry) / 100)]!) / file.length
  }
  return Buffer.concat([table, file])
}

async function m4a(aac: Buffer) {
  const frames = (await framesOf(aac, readAdtsHead))!
  const { head, dataStart } = writeMp4Head(readAdtsStream(aac, 0)!, frames, aac.length)
  return Buffer.concat([head, aac.subarray(dataStart)])
}

async function adtsSeconds(aac: Buffer) {
  return ((await framesOf(aac, readAdtsHead))!.sizes.length * 1024) / readAdtsStream(aac, 0)!.sampleRate
}

async function framesOf(file: Buffer, readHead: typeof readMp3Head): Promise<Frames | undefined> {
  return findFrames(
    (async function* () {
      yield file
    })(),
    file.length,
    readHead,
  )
}

interface OggPage {
  bytes: Buffer
  /** Samples until its end; 0 in headers. */
  granule: number
}

function oggPages(file: Buffer): OggPage[] {
  const pages: OggPage[] = []
  for (let at = 0; at < file.length;) {
    const segments = file[at + 26]!
    const body = file.subarray(at + 27, at + 27 + segments).reduce((sum, length) => sum + length, 0)
    const bytes = file.subarray(at, at + 27 + segments + body)
    pages.push({ bytes, granule: Number(bytes.readBigInt64LE(6)) })
    at += bytes.length
  }
  return pages
}

/** Samples of all pages but the last, which may be cut short. */
function oggLength(file: Buffer) {
  return oggPages(file).at(-2)!.granule
}

/** The pages of sound again and again, each with its place in the whole (RFC 3533 §6). */
function repeatOgg(file: Buffer, times: number) {
  const pages = oggPages(file)
  const headers = pages.filter(({ granule }) => granule === 0)
  const sound = pages.slice(headers.length, -1)
  const length = sound.at(-1)!.granule
  const all = Array.from({ length: times }, (_, turn) =>
    sound.map(({ bytes, granule }) => ({ bytes, granule: granule + turn * length })),
  ).flat()
  const numbered = [...headers, ...all].map(({ bytes, granule }, index) => {
    const page = Buffer.from(bytes)
    page.writeBigInt64LE(BigInt(granule), 6)
    page.writeUInt32LE(index, 18)
    page.writeUInt32LE(0, 22)
    page.writeUInt32LE(oggChecksum(page), 22)
    return page
  })
  return Buffer.concat(numbered)
}

function oggChecksum(page: Buffer) {
  let crc = 0
  for (const byte of page) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0)
  }
  return crc >>> 0
}
