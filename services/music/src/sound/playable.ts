import type { Source } from '@bell/tags'
import type { Format } from '../tracks/tracks.schema.ts'
import { readAlacConfig } from './alac.ts'
import { decodeSound, findPcmSound } from './decode.ts'
import { findMp4Sound } from './mp4.ts'

/*
 * Browsers play neither Apple Lossless nor AIFF. Of such a file a second one is made that they play, without loss: WAV.
 * It stands beside the file that was added, which is what one downloads.
 */

export const playableType = 'audio/wav'

export function needsPlayable({ container, codec }: Format) {
  return container === 'AIFF' || codec === 'ALAC'
}

/** Where the blob store has the playable file of a blob. */
export function playableKey(blobKey: string) {
  return `${blobKey}.wav`
}

const headBytes = 44
/** What WAV's sizes can say. */
const mostBytes = 0xffff_ffff - headBytes
const pieceBytes = 1024 * 1024

/**
 * The WAV file of a sound, a piece at a time: 16 bits where the original has no more, else 24.
 * @throws RangeError where the sound is not there or does not fit
 */
export async function* writePlayable(source: Source, format: Format): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const shape = await findShape(source, format)
  const blocks = shape && (await decodeSound(source, format, 0))
  if (!shape || !blocks) throw new RangeError('There is no sound in it.')
  const { channels, width } = shape
  const step = channels * width
  const total = shape.frames * step
  if (total > mostBytes) throw new RangeError('It is too long for a WAV file.')
  yield wavHead(shape, total)
  let left = shape.frames
  for await (const block of blocks) {
    const frames = Math.min(left, block.channels[0]!.length)
    const perPiece = Math.floor(pieceBytes / step)
    for (let from = 0; from < frames; from += perPiece) {
      yield writeSamples(block.channels, from, Math.min(frames, from + perPiece), width)
    }
    left -= frames
    if (left === 0) return
  }
  // What could not be decoded at the end is silence, so that the head says true.
  for (; left > 0; left -= Math.min(left, Math.floor(pieceBytes / step))) {
    yield new Uint8Array(Math.min(left, Math.floor(pieceBytes / step)) * step)
  }
}

interface Shape {
  frames: number
  channels: number
  sampleRate: number
  /** Bytes a sample. */
  width: 2 | 3
}

async function findShape(source: Source, { container, codec }: Format): Promise<Shape | undefined> {
  if (codec === 'ALAC') {
    const sound = await findMp4Sound(source)
    const config = sound && readAlacConfig(sound.entry)
    if (!config) return undefined
    let units = 0
    for (const { end, duration } of sound.packets()) if (end <= source.size) units += duration
    const frames = Math.round((units / sound.timescale) * config.sampleRate)
    return { frames, ...config, width: config.bitDepth > 16 ? 3 : 2 }
  }
  const layout = await findPcmSound(source, container)
  if (!layout) return undefined
  const { start, end, channels, width, sampleRate } = layout
  const frames = Math.floor((Math.min(end, source.size) - start) / (channels * width))
  return { frames, channels, sampleRate, width: width > 2 ? 3 : 2 }
}

function wavHead({ channels, sampleRate, width }: Shape, bytes: number) {
  const head = Buffer.alloc(headBytes)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + bytes, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(channels, 22)
  head.writeUInt32LE(sampleRate, 24)
  head.writeUInt32LE(sampleRate * channels * width, 28)
  head.writeUInt16LE(channels * width, 32)
  head.writeUInt16LE(width * 8, 34)
  head.write('data', 36)
  head.writeUInt32LE(bytes, 40)
  return new Uint8Array(head)
}

function writeSamples(channels: Float32Array[], from: number, to: number, width: 2 | 3) {
  const bytes = new Uint8Array((to - from) * channels.length * width)
  const scale = width === 2 ? 32_768 : 8_388_608
  let at = 0
  for (let n = from; n < to; n++) {
    for (const channel of channels) {
      const sample = Math.max(-scale, Math.min(scale - 1, Math.round(channel[n]! * scale)))
      bytes[at++] = sample
      bytes[at++] = sample >> 8
      if (width === 3) bytes[at++] = sample >> 16
    }
  }
  return bytes
}
