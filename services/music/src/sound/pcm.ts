import type { Source } from '@bell/tags'
import type { Block } from './blocks.ts'

/** Where uncompressed sound lies in a file, and how its samples are written. */
export interface PcmLayout {
  start: number
  /** What the file promises, which may be more than it holds. */
  end: number
  channels: number
  /** Hz */
  sampleRate: number
  /** Bytes a sample: 1–4, or 8 for long floats. */
  width: number
  kind: 'signed' | 'unsigned' | 'float'
  bigEndian: boolean
}

const bytesAtOnce = 64 * 1024
/** As many as browsers play. */
export const mostChannels = 32

/** The sound that is there, a stretch at a time; a sample cut at the end is left out. */
export async function* decodePcm(source: Source, layout: PcmLayout): AsyncGenerator<Block> {
  const { channels, width, sampleRate } = layout
  const step = channels * width
  const end = Math.min(layout.end, source.size)
  const readSample = sampleReader(layout)
  for (let at = layout.start; at + step <= end;) {
    const frames = Math.floor(Math.min(Math.max(bytesAtOnce, step), end - at) / step)
    const bytes = await source.read(at, at + frames * step)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const block = Array.from({ length: channels }, (_, channel) => {
      const samples = new Float32Array(frames)
      for (let n = 0; n < frames; n++) samples[n] = readSample(view, n * step + channel * width)
      return samples
    })
    yield { channels: block, sampleRate }
    at += frames * step
  }
}

function sampleReader({ width, kind, bigEndian }: PcmLayout): (view: DataView, at: number) => number {
  const little = !bigEndian
  if (kind === 'float') {
    const read =
      width === 8
        ? (view: DataView, at: number) => view.getFloat64(at, little)
        : (view: DataView, at: number) => view.getFloat32(at, little)
    // Not a number, or beyond all bounds, is no sound.
    return (view, at) => {
      const sample = read(view, at)
      return sample > -64 && sample < 64 ? sample : 0
    }
  }
  switch (width) {
    case 1:
      return kind === 'unsigned' ? (view, at) => (view.getUint8(at) - 128) / 128 : (view, at) => view.getInt8(at) / 128
    case 2:
      return (view, at) => view.getInt16(at, little) / 32_768
    case 3:
      return little
        ? (view, at) => (view.getUint16(at, true) | (view.getInt8(at + 2) << 16)) / 8_388_608
        : (view, at) => ((view.getInt8(at) << 16) | view.getUint16(at + 1)) / 8_388_608
    default:
      return (view, at) => view.getInt32(at, little) / 2_147_483_648
  }
}
