import type { Source } from '@bell/tags'
import { mostChannels, type PcmLayout } from './pcm.ts'

/** Finds the sound of an AIFF or AIFF-C file; undefined where it is compressed. */
export async function findAiffSound(source: Source): Promise<PcmLayout | undefined> {
  let format: Omit<PcmLayout, 'start' | 'end'> | undefined
  let place: { start: number; end: number } | undefined
  for (let at = 12; at + 8 <= source.size && !(format && place);) {
    const head = view(await source.read(at, at + 8))
    const name = head.getUint32(0)
    const size = head.getUint32(4)
    const start = at + 8
    if (name === 0x434f4d4d)
      format = readFormat(view(await source.read(start, Math.min(start + Math.min(size, 22), source.size))))
    if (name === 0x53534e44 && start + 8 <= source.size) {
      const offset = view(await source.read(start, start + 8)).getUint32(0)
      place = { start: start + 8 + offset, end: start + size }
    }
    at = start + size + (size % 2)
  }
  return format && place && { ...format, ...place }
}

/** The chunk COMM: channels, frames, bits, the rate as an 80-bit float, and in AIFF-C how it is written. */
function readFormat(chunk: DataView): Omit<PcmLayout, 'start' | 'end'> | undefined {
  if (chunk.byteLength < 18) return undefined
  const written =
    chunk.byteLength >= 22 ? String.fromCharCode(...[18, 19, 20, 21].map((at) => chunk.getUint8(at))) : 'NONE'
  const channels = chunk.getUint16(0)
  const sampleRate = Math.round(readExtended(chunk, 8))
  const bits = chunk.getUint16(6)
  const known: Record<string, Pick<PcmLayout, 'kind' | 'bigEndian'> & { width: number }> = {
    NONE: { kind: 'signed', bigEndian: true, width: Math.ceil(bits / 8) },
    twos: { kind: 'signed', bigEndian: true, width: Math.ceil(bits / 8) },
    sowt: { kind: 'signed', bigEndian: false, width: Math.ceil(bits / 8) },
    'raw ': { kind: 'unsigned', bigEndian: true, width: 1 },
    fl32: { kind: 'float', bigEndian: true, width: 4 },
    FL32: { kind: 'float', bigEndian: true, width: 4 },
    fl64: { kind: 'float', bigEndian: true, width: 8 },
    FL64: { kind: 'float', bigEndian: true, width: 8 },
  }
  const sample = known[written]
  const sound = sample && (sample.width <= 4 || sample.kind === 'float') && sample.width > 0
  return sound && channels > 0 && channels <= mostChannels && sampleRate > 0
    ? { channels, sampleRate, ...sample }
    : undefined
}

function readExtended(chunk: DataView, at: number) {
  const exponent = (chunk.getUint16(at) & 0x7fff) - 16_383
  return Number(chunk.getBigUint64(at + 2)) * 2 ** (exponent - 63)
}

function view(bytes: Uint8Array) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
