import type { IFormat } from 'music-metadata'
import { lastFlacSample } from './flac.ts'
import { findPcmSound } from '../sound/decode.ts'
import { promisedMp4Size } from '../sound/mp4.ts'
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
      return missing(await promisedMp4Size(source), source.size)
    case 'WAV':
    case 'AIFF':
      return pcm(source, container)
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

/** Samples of uncompressed sound, as many as the header promises. */
async function pcm(source: Source, container: string) {
  const layout = await findPcmSound(source, container)
  return layout && missing(layout.end - layout.start, source.size - layout.start)
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
