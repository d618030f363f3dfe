import { mostFrames, readBytes, type Frames } from './frames.ts'
import type { Mp4Stream } from './mp4-head.ts'

type Read = (start: number, end?: number) => AsyncIterable<Uint8Array>

const streamInfoBytes = 34
const seekTable = 3
/** A frame's header without its number, which takes up to six bytes, and its checksum (RFC 9639 §9.1). */
const longestHeader = 16
/** More blocks than that are no music. */
const mostBlocks = 128

/**
 * Finds the frames of a FLAC file that has no seek table and frames of one length (RFC 9639), as nearly all have.
 * @returns undefined for every other file
 */
export async function findFlacFrames(size: number, read: Read) {
  const found = await readMetadata(size, read)
  if (!found) return undefined
  const { info, audioStart } = found
  const samplesPerFrame = info.readUInt16BE(2)
  if (info.readUInt16BE(0) !== samplesPerFrame || samplesPerFrame < 16) return undefined
  const samples = (info[13]! & 15) * 2 ** 32 + info.readUInt32BE(14)
  // An encoder that writes into a pipe does not know how many there will be.
  const expected = samples === 0 ? undefined : Math.ceil(samples / samplesPerFrame)
  const offsets = await frameStarts(read(audioStart), audioStart, expected ?? mostFrames)
  if (offsets.length < 2 || offsets.length !== (expected ?? offsets.length) || offsets[0] !== audioStart) {
    return undefined
  }
  const frames: Frames = { offsets, sizes: offsets.map((offset, index) => (offsets[index + 1] ?? size) - offset) }
  const stream: Mp4Stream = {
    sampleRate: (info[10]! << 12) | (info[11]! << 4) | (info[12]! >> 4),
    channels: ((info[12]! >> 1) & 7) + 1,
    samplesPerFrame,
    flac: info,
    trimStart: 0,
    trimEnd: expected ? expected * samplesPerFrame - samples : 0,
  }
  return { frames, stream }
}

/** The STREAMINFO block and where the sound begins; undefined where there is a seek table, or no FLAC. */
async function readMetadata(size: number, read: Read) {
  const bytes = (start: number, length: number) => readBytes(read(start, start + length))
  if ((await bytes(0, 4)).toString('latin1') !== 'fLaC') return undefined
  let at = 4
  let info: Buffer | undefined
  for (let block = 0; block < mostBlocks && at + 4 < size; block++) {
    const head = (await bytes(at, 4)).readUInt32BE(0)
    const [type, length] = [(head >>> 24) & 127, head & 0xffffff]
    if (type === seekTable && length > 0) return undefined
    if (type === 0 && length === streamInfoBytes) info = await bytes(at + 4, length)
    at += 4 + length
    if (head >>> 31) return info?.length === streamInfoBytes ? { info, audioStart: at } : undefined
  }
  return undefined
}

/**
 * A FLAC frame does not tell its length: the next begins where a header with the next number and a right checksum is.
 * That sound looks like it by chance happens once in some 2^40 bytes, and then the count is wrong and all is dropped.
 */
async function frameStarts(chunks: AsyncIterable<Uint8Array>, start: number, most: number) {
  const offsets: number[] = []
  let rest: Uint8Array = new Uint8Array()
  let base = start

  function look(bytes: Uint8Array, before: number) {
    for (let at = bytes.indexOf(0xff); at >= 0 && at < before; at = bytes.indexOf(0xff, at + 1)) {
      if (offsets.length < most && isHeader(bytes, at, offsets.length)) offsets.push(base + at)
    }
  }

  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    const whole = Math.max(0, bytes.length - longestHeader)
    look(bytes, whole)
    base += whole
    rest = bytes.subarray(whole)
  }
  look(rest, rest.length)
  return offsets
}

/** Whether a frame of this number begins here, in a stream of frames of one length (RFC 9639 §9.1). */
function isHeader(bytes: Uint8Array, at: number, number: number) {
  if (bytes[at + 1] !== 0xf8) return false
  const coded = codedNumber(number)
  if (coded.some((byte, index) => bytes[at + 4 + index] !== byte)) return false
  const blockSize = bytes[at + 2]! >> 4
  const rate = bytes[at + 2]! & 15
  const more = (blockSize === 6 ? 1 : blockSize === 7 ? 2 : 0) + (rate === 12 ? 1 : rate === 13 || rate === 14 ? 2 : 0)
  const end = at + 4 + coded.length + more
  return blockSize !== 0 && rate !== 15 && end < bytes.length && crc8(bytes, at, end) === bytes[end]
}

/** As UTF-8 would write it, carried on to 31 bits. */
function codedNumber(number: number) {
  if (number < 0x80) return [number]
  const bytes: number[] = []
  let rest = number
  let most = 0x3f
  while (rest > most) {
    bytes.unshift(0x80 | (rest & 0x3f))
    rest >>= 6
    most >>= 1
  }
  return [((0xff ^ (most * 2 + 1)) & 0xff) | rest, ...bytes]
}

/** Of x⁸ + x² + x + 1. */
function crc8(bytes: Uint8Array, start: number, end: number) {
  let crc = 0
  for (let at = start; at < end; at++) {
    crc ^= bytes[at]!
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x80 ? 0x07 : 0)) & 0xff
  }
  return crc
}
