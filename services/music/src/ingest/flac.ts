import type { Source } from '@bell/tags'

/** A frame is seldom larger; with 8 channels of 32 bits and 65 535 samples it could be. */
const tail = 1024 * 1024

/**
 * The samples up to the end of a FLAC file's last frame, by that frame's header (RFC 9639 §9.1); undefined where there
 * is no frame.
 * @param header where `fLaC` stands: 0, or after an ID3 tag
 */
export async function lastFlacSample(source: Source, header: number): Promise<number | undefined> {
  // STREAMINFO begins after `fLaC` and four bytes, with the least block size (§8.2).
  const [high = 0, low = 0] = await source.read(header + 8, Math.min(header + 10, source.size))
  const start = Math.max(0, source.size - tail)
  const bytes = await source.read(start, source.size)
  for (let at = bytes.byteLength - 16; at >= 0; at--) {
    if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8) continue
    const end = readFrameHeader(bytes.subarray(at, at + 16), (high << 8) | low)
    if (end !== undefined) return end
  }
  return undefined
}

/** @returns the sample after the frame's last, or undefined where these bytes only look like a frame */
function readFrameHeader(frame: Uint8Array, fixedBlockSize: number) {
  const number = codedNumber(frame, 4)
  if (!number) return undefined
  const sizeCode = frame[2]! >> 4
  let at = 4 + number.length
  let blockSize = blockSizes[sizeCode]
  if (sizeCode === 6) blockSize = frame[at]! + 1
  if (sizeCode === 7) blockSize = ((frame[at]! << 8) | frame[at + 1]!) + 1
  at += sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0
  const rateCode = frame[2]! & 15
  at += rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0
  if (!blockSize || rateCode === 15 || crc8(frame.subarray(0, at)) !== frame[at]) return undefined
  // With a fixed block size frames are counted, else samples; the last frame may be shorter.
  const counted = (frame[1]! & 1) === 0
  return number.value * (counted ? fixedBlockSize : 1) + blockSize
}

const blockSizes: Record<number, number> = {
  1: 192,
  2: 576,
  3: 1152,
  4: 2304,
  5: 4608,
  8: 256,
  9: 512,
  10: 1024,
  11: 2048,
  12: 4096,
  13: 8192,
  14: 16_384,
  15: 32_768,
}

/** The number in UTF-8's manner, of up to 36 bits. */
function codedNumber(bytes: Uint8Array, at: number) {
  const first = bytes[at]!
  if (first < 0x80) return { value: first, length: 1 }
  const length = Math.clz32(~(first << 24))
  if (length < 2 || length > 7) return undefined
  let value = first & (0x7f >> length)
  for (let n = 1; n < length; n++) {
    const byte = bytes[at + n]!
    if ((byte & 0xc0) !== 0x80) return undefined
    value = value * 64 + (byte & 0x3f)
  }
  return { value, length }
}

function crc8(bytes: Uint8Array) {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1
  }
  return crc
}
