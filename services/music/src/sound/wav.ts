import type { Source } from '@bell/tags'
import { mostChannels, type PcmLayout } from './pcm.ts'

/** Finds the sound of a RIFF WAVE file; undefined where it is not PCM. */
export async function findWavSound(source: Source): Promise<PcmLayout | undefined> {
  let format: Omit<PcmLayout, 'start' | 'end'> | undefined
  for (let at = 12; at + 8 <= source.size;) {
    const head = view(await source.read(at, at + 8))
    const name = head.getUint32(0)
    const size = head.getUint32(4, true)
    const start = at + 8
    if (name === 0x666d7420) format = readFormat(view(await source.read(start, Math.min(start + 40, source.size))))
    if (name === 0x64617461) {
      // A recorder that was cut off left 0 or 2³²−1: all the rest is sound.
      const end = size === 0 || size >= 0xffff_ff00 ? source.size : start + size
      return format && { ...format, start, end }
    }
    at = start + size + (size % 2)
  }
  return undefined
}

function readFormat(chunk: DataView): Omit<PcmLayout, 'start' | 'end'> | undefined {
  if (chunk.byteLength < 16) return undefined
  let tag = chunk.getUint16(0, true)
  // WAVE_FORMAT_EXTENSIBLE names the real one in the first bytes of its GUID.
  if (tag === 0xfffe && chunk.byteLength >= 26) tag = chunk.getUint16(24, true)
  const channels = chunk.getUint16(2, true)
  const sampleRate = chunk.getUint32(4, true)
  // Samples of 20 bits are kept in three bytes: the block's size tells, not the bits.
  const width = channels === 0 ? 0 : chunk.getUint16(12, true) / channels
  const kind = tag === 3 ? 'float' : width === 1 ? 'unsigned' : 'signed'
  // Browsers play no floats of 64 bits.
  const known = kind === 'float' ? width === 4 : [1, 2, 3, 4].includes(width)
  if ((tag !== 1 && tag !== 3) || !known || sampleRate === 0 || channels > mostChannels) return undefined
  return { channels, sampleRate, width, kind, bigEndian: false }
}

function view(bytes: Uint8Array) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
