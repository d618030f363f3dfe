import type { FrameHead } from './frames.ts'

const sampleRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350]

/** Reads the header of an ADTS frame of one block of AAC (ISO/IEC 13818-7 §6.2). */
export function readAdtsHead(bytes: Uint8Array, at: number): FrameHead | undefined {
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0) return undefined
  const skip = bytes[at + 1]! & 1 ? 7 : 9
  const length = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5)
  const oneBlock = (bytes[at + 6]! & 3) === 0
  if (length <= skip || !oneBlock || !readAdtsStream(bytes, at)) return undefined
  return { bytes: length, skip, stream: ((bytes[at + 2]! & 0xfd) << 2) | (bytes[at + 3]! >> 6) }
}

/** What every frame says of the whole stream; `config` is the AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1). */
export function readAdtsStream(bytes: Uint8Array, at: number) {
  const profile = bytes[at + 2]! >> 6
  const rateIndex = (bytes[at + 2]! >> 2) & 15
  const channels = ((bytes[at + 2]! & 1) << 2) | (bytes[at + 3]! >> 6)
  const sampleRate = sampleRates[rateIndex]
  // Channels of 0 are described inside the frames.
  if (sampleRate === undefined || channels === 0) return undefined
  const config = ((profile + 1) << 11) | (rateIndex << 7) | (channels << 3)
  return {
    sampleRate,
    channels: channels === 7 ? 8 : channels,
    samplesPerFrame: 1024,
    objectType: 0x40,
    config: Buffer.from([config >> 8, config & 255]),
    trimStart: 0,
    trimEnd: 0,
    firstIsSound: true,
  }
}
