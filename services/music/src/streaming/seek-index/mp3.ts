import type { FrameHead } from './frames.ts'

const bitrates = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
}
const sampleRates = [44_100, 48_000, 32_000]

/** Reads the header of an MPEG-1, -2 or -2.5 Layer III frame (ISO/IEC 11172-3 §2.4.1.3). */
export function readMp3Head(bytes: Uint8Array, at: number): FrameHead | undefined {
  const head = readHead(bytes, at)
  return head && { bytes: head.bytes, skip: 0, stream: (head.version << 20) | head.sampleRate }
}

/** What the first frame says of the whole stream, and whether it is itself no sound but a table of contents. */
export function readMp3Stream(bytes: Uint8Array, at: number) {
  const head = readHead(bytes, at)
  if (!head) return undefined
  const side = head.version === 3 ? (head.channels === 1 ? 17 : 32) : head.channels === 1 ? 9 : 17
  const xing = at + 4 + side
  const name = text(bytes, xing)
  const tagged = name === 'Xing' || name === 'Info'
  const stream = {
    sampleRate: head.sampleRate,
    channels: head.channels,
    samplesPerFrame: head.samples,
    /** MPEG-1 or MPEG-2 audio, as MP4 names them (ISO/IEC 14496-1 table 5). */
    objectType: head.version === 3 ? 0x6b : 0x69,
    firstIsSound: !tagged && text(bytes, at + 36) !== 'VBRI',
  }
  return { ...stream, ...(tagged ? readTrim(bytes, xing) : noTrim) }
}

const noTrim = { trimStart: 0, trimEnd: 0 }
/** A decoder's own delay, which LAME's figure leaves out, in samples. */
const decoderDelay = 529

/** The samples that encoder and decoder put around the sound, where the encoder (LAME and those who follow it) says so. */
function readTrim(bytes: Uint8Array, xing: number) {
  const flags = bytes[xing + 7]!
  const lame = xing + 8 + (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0)
  if (!/^La|^LA/.test(text(bytes, lame)) || bytes.length < lame + 24) return noTrim
  const delay = (bytes[lame + 21]! << 4) | (bytes[lame + 22]! >> 4)
  const padding = ((bytes[lame + 22]! & 15) << 8) | bytes[lame + 23]!
  return { trimStart: delay + decoderDelay, trimEnd: Math.max(0, padding - decoderDelay) }
}

function readHead(bytes: Uint8Array, at: number) {
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xe6) !== 0xe2) return undefined
  const version = (bytes[at + 1]! >> 3) & 3
  const rate = sampleRates[(bytes[at + 2]! >> 2) & 3]
  const bitrate = bitrates[version === 3 ? 1 : 2][bytes[at + 2]! >> 4]
  if (version === 1 || rate === undefined || !bitrate) return undefined
  const sampleRate = version === 3 ? rate : version === 2 ? rate / 2 : rate / 4
  const samples = version === 3 ? 1152 : 576
  const padding = (bytes[at + 2]! >> 1) & 1
  return {
    version,
    sampleRate,
    samples,
    channels: bytes[at + 3]! >> 6 === 3 ? 1 : 2,
    bytes: Math.floor((samples * bitrate * 125) / sampleRate) + padding,
  }
}

function text(bytes: Uint8Array, at: number) {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
