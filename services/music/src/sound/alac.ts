import type { Source } from '@bell/tags'
import { createBits, type Bits } from './bits.ts'
import type { Block } from './blocks.ts'
import { decodeResiduals, undoPrediction } from './alac-prediction.ts'
import type { Mp4Sound } from './mp4.ts'

/*
 * Apple Lossless, after the description and the reference decoder that Apple published (ALAC, Apache-2.0): packets of
 * elements of one or two channels, whose samples are what a predictor missed, in Golomb codes of adaptive width.
 */

interface Config {
  /** Samples of a full packet. */
  frameLength: number
  bitDepth: number
  /** Of the Golomb codes. */
  history: { pb: number; mb: number; kb: number }
  channels: number
  sampleRate: number
}

/** How many channels a file has, to the order in which WAV has them. */
const wavOrder: Record<number, number[]> = {
  3: [1, 2, 0],
  4: [1, 2, 0, 3],
  5: [1, 2, 0, 3, 4],
  6: [1, 2, 0, 5, 3, 4],
}

/** What the sample entry says; undefined where it is no ALAC that is known. */
export function readAlacConfig(entry: Uint8Array): Config | undefined {
  // After the fields that every sound has comes a box named as the entry is, with a version and the cookie.
  const at = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).indexOf('alac')
  if (at < 0 || at + 8 + 24 > entry.byteLength) return undefined
  const cookie = new DataView(entry.buffer, entry.byteOffset + at + 8)
  const config = {
    frameLength: cookie.getUint32(0),
    bitDepth: cookie.getUint8(5),
    history: { pb: cookie.getUint8(6), mb: cookie.getUint8(7), kb: cookie.getUint8(8) },
    channels: cookie.getUint8(9),
    sampleRate: cookie.getUint32(20),
  }
  const known =
    [16, 20, 24, 32].includes(config.bitDepth) &&
    config.frameLength > 0 &&
    config.frameLength <= 65_536 &&
    config.channels >= 1 &&
    config.channels <= 8 &&
    config.sampleRate > 0
  return known ? config : undefined
}

/** The sound of each packet that is there; one that is broken is silence. */
export async function* decodeAlac(source: Source, sound: Mp4Sound, config: Config): AsyncGenerator<Block> {
  const order = wavOrder[config.channels]
  const scale = 2 ** (config.bitDepth - 1)
  for (const { start, end, duration } of sound.packets()) {
    if (end > source.size || end - start > 4 * 1024 * 1024) break
    const samples = decodePacket(await source.read(start, end), config, duration)
    const channels = samples.map((channel) => Float32Array.from(channel, (sample) => sample / scale))
    yield { channels: order ? order.map((n) => channels[n]!) : channels, sampleRate: config.sampleRate }
  }
}

function decodePacket(bytes: Uint8Array, config: Config, duration: number): Int32Array[] {
  const length = Math.min(duration || config.frameLength, config.frameLength)
  try {
    const channels = readElements(createBits(bytes), config)
    if (channels.length >= config.channels) return channels.slice(0, config.channels)
  } catch {
    // Broken: below.
  }
  return Array.from({ length: config.channels }, () => new Int32Array(length))
}

function readElements(bits: Bits, config: Config) {
  const channels: Int32Array[] = []
  while (channels.length < config.channels) {
    const element = bits.read(3)
    if (element === 7) break
    if (element === 0 || element === 3) channels.push(...readChannels(bits, config, 1))
    else if (element === 1) channels.push(...readChannels(bits, config, 2))
    else if (element === 4) skipData(bits)
    else if (element === 6) skipFill(bits)
    else throw new RangeError('No such element')
  }
  return channels
}

function skipData(bits: Bits) {
  bits.skip(4)
  const align = bits.read(1)
  let count = bits.read(8)
  if (count === 255) count += bits.read(8)
  if (align) bits.align()
  bits.skip(count * 8)
}

function skipFill(bits: Bits) {
  let count = bits.read(4)
  if (count === 15) count += bits.read(8) - 1
  bits.skip(count * 8)
}

function readChannels(bits: Bits, { bitDepth, frameLength, history }: Config, count: 1 | 2): Int32Array[] {
  bits.skip(4 + 12)
  const partial = bits.read(1)
  const shift = bits.read(2) * 8
  const escape = bits.read(1)
  const length = partial ? bits.read(32) : frameLength
  if (length > frameLength) throw new RangeError('Too many samples')
  if (escape) return readPlain(bits, bitDepth, length, count)

  const mixBits = bits.read(8)
  const mixResult = bits.signed(8)
  const predictors = Array.from({ length: count }, () => readPredictor(bits))
  // The lowest bits of all samples come first; the rest is read after them.
  const low = bits.position()
  bits.skip(shift * count * length)
  const channelBits = bitDepth - shift + (count - 1)
  const [u, v] = predictors.map(({ mode, quantisation, factor, coefficients }) => {
    const residuals = decodeResiduals(bits, { ...history, pb: (history.pb * factor) >> 2 }, length, channelBits)
    // A mode other than 0 has been through the simplest predictor first.
    if (mode !== 0) undoPrediction(residuals, 'difference', channelBits, 0)
    undoPrediction(residuals, coefficients, channelBits, quantisation)
    return residuals
  }) as [Int32Array, Int32Array?]
  if (v) unmix(u, v, mixBits, mixResult)
  const channels = v ? [u, v] : [u]
  if (shift > 0) addLowBits(bits, channels, low, shift)
  return channels
}

function readPredictor(bits: Bits) {
  const mode = bits.read(4)
  const quantisation = bits.read(4)
  const factor = bits.read(3)
  const coefficients = Int16Array.from({ length: bits.read(5) }, () => bits.signed(16))
  return { mode, quantisation, factor, coefficients }
}

function readPlain(bits: Bits, bitDepth: number, length: number, count: number) {
  const channels = Array.from({ length: count }, () => new Int32Array(length))
  for (let n = 0; n < length; n++) for (const channel of channels) channel[n] = bits.signed(bitDepth)
  return channels
}

/** Two channels were sent as a weighted middle and their difference. */
function unmix(u: Int32Array, v: Int32Array, mixBits: number, mixResult: number) {
  if (mixResult === 0) return
  for (let n = 0; n < u.length; n++) {
    const left = u[n]! + v[n]! - (Math.imul(mixResult, v[n]!) >> mixBits)
    v[n] = left - v[n]!
    u[n] = left
  }
}

function addLowBits(bits: Bits, channels: Int32Array[], low: number, shift: number) {
  const after = bits.position()
  bits.seek(low)
  for (let n = 0; n < channels[0]!.length; n++) {
    for (const channel of channels) channel[n] = (channel[n]! << shift) | bits.read(shift)
  }
  bits.seek(after)
}
