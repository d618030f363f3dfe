import type { IFormat } from 'music-metadata'
import { lastFlacSample } from './flac.ts'
import { endOfId3 } from './id3.ts'
import type { Source } from '@bell/tags'

/** What may be missing at the end before a file counts as cut off. */
const tolerance = 0.98

/**
 * Whether a file promises more than it holds: the lengths in its headers are compared with what is there.
 * @returns what is missing, in words, or undefined
 */
export async function findTruncation(source: Source, container: string, format: IFormat): Promise<string | undefined> {
  switch (container) {
    case 'MP3':
      return mp3(source)
    case 'FLAC':
      return flac(source, format)
    case 'M4A':
      return mp4(source)
    case 'WAV':
      return wav(source)
    default:
      return undefined
  }
}

/** The Xing/Info header in the first frame says how many bytes follow (LAME's, and what all encoders do since). */
async function mp3(source: Source) {
  const start = await endOfId3(source)
  if (start >= source.size) return 'it holds tags only'
  const bytes = await source.read(start, Math.min(start + 4096, source.size))
  const at = Math.max(text(bytes).indexOf('Xing'), text(bytes).indexOf('Info'))
  if (at < 0 || at + 16 > bytes.byteLength) return undefined
  const header = view(bytes)
  const flags = header.getUint32(at + 4)
  if (!(flags & 2)) return undefined
  const promised = header.getUint32(at + (flags & 1 ? 12 : 8))
  return missing(promised, source.size - start)
}

async function flac(source: Source, { numberOfSamples, duration, sampleRate }: IFormat) {
  const promised = numberOfSamples ?? Math.round((duration ?? 0) * (sampleRate ?? 0))
  const present = await lastFlacSample(source, await endOfId3(source))
  return present === undefined ? 'no music follows its header' : missing(promised, present)
}

/** ISO 14496-12 §4.2: boxes with their sizes, one after the other. */
async function mp4(source: Source) {
  let position = 0
  while (position + 8 <= source.size) {
    const box = view(await source.read(position, Math.min(position + 16, source.size)))
    let size = box.getUint32(0)
    if (size === 1 && box.byteLength >= 16) size = Number(box.getBigUint64(8))
    if (size === 0) return undefined
    if (size < 8) return undefined
    position += size
  }
  return missing(position, source.size)
}

/** RIFF chunks; a size of 0 or 2³²−1 is a recorder's that did not know it yet. */
async function wav(source: Source) {
  let position = 12
  while (position + 8 <= source.size) {
    const chunk = await source.read(position, position + 8)
    const size = view(chunk).getUint32(4, true)
    if (text(chunk).startsWith('data')) {
      return size === 0 || size >= 0xffff_ff00 ? undefined : missing(size, source.size - position - 8)
    }
    position += 8 + size + (size % 2)
  }
  return undefined
}

function missing(promised: number, present: number) {
  if (present >= promised * tolerance) return undefined
  return `${Math.floor((present / promised) * 100)} % of it are here`
}

function text(bytes: Uint8Array) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function view(bytes: Uint8Array) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
