import { parseBlob, selectCover, type IAudioMetadata } from 'music-metadata'
import type { Failure } from '../tracks/tracks.schema.ts'
import type { Findings, Picture } from './findings.ts'
import { recognise } from './formats.ts'
import { checkOgg } from './ogg.ts'
import { readTags } from './tags.ts'
import { findTruncation } from './truncation.ts'

/** Bytes at random, as far as readers of audio need them. */
export interface Source {
  size: number
  /** From `start` to before `end`. */
  read(start: number, end: number): Promise<Uint8Array>
}

const mostPictureBytes = 20 * 1024 * 1024

/** Judges a file by its content: what it is, how long it plays, what it says of itself. The name is not looked at. */
export async function readAudio(source: Source): Promise<Findings> {
  const metadata = await parse(source)
  if ('code' in metadata) return { kind: 'refused', failure: metadata }
  const recognised = recognise(metadata.format)
  if (!recognised) return refuse('unsupported_format', unsupported)
  const ogg = recognised.format.container === 'Ogg' ? await checkOgg(source) : undefined
  if (ogg?.damage) return refuse('file_damaged', `The file is damaged: ${ogg.damage}. Take it from its original again.`)
  const duration = ogg?.durationSeconds ?? metadata.format.duration
  if (!duration || !Number.isFinite(duration) || duration > 7 * 24 * 3600) {
    return refuse('file_damaged', 'No music can be read from this file. Take it from its original again.')
  }
  const truncated = ogg?.truncated
    ? 'its last page is cut'
    : await findTruncation(source, recognised.format.container, metadata.format)
  if (truncated)
    return refuse('file_truncated', `The file ends too early: ${truncated}. Take it from its original again.`)
  return {
    kind: 'audio',
    ...recognised,
    durationMs: Math.round(duration * 1000),
    tags: readTags(metadata.common),
    picture: findPicture(metadata),
  }
}

const unsupported = 'This is no music file that is known here: use MP3, M4A/AAC, FLAC, Ogg Vorbis, Opus or WAV.'

async function parse(source: Source): Promise<IAudioMetadata | Failure> {
  try {
    return await parseBlob(asBlob(source), { duration: true, skipPostHeaders: false })
  } catch (error) {
    // Its own words are for programmers; whether the format is unknown or only broken, its class tells.
    const unknown = error instanceof Error && /UnsupportedFileType|CouldNotDetermine/.test(error.name)
    return unknown
      ? { code: 'unsupported_format', detail: unsupported }
      : { code: 'file_damaged', detail: 'No music can be read from this file. Take it from its original again.' }
  }
}

// music-metadata reads a Blob by its size and slices, nothing else.
function asBlob(source: Source) {
  return {
    size: source.size,
    type: '',
    slice: (start: number, end: number) => ({ arrayBuffer: async () => exactly(await source.read(start, end)) }),
  } as unknown as Blob
}

function exactly(bytes: Uint8Array) {
  return bytes.byteLength === bytes.buffer.byteLength
    ? bytes.buffer
    : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
}

function findPicture(metadata: IAudioMetadata): Picture | null {
  const cover = selectCover(metadata.common.picture)
  if (!cover || cover.data.byteLength > mostPictureBytes || cover.data.byteLength === 0) return null
  const contentType = /^image\/[\w.+-]+$/.test(cover.format) ? cover.format : 'application/octet-stream'
  return { contentType, bytes: new Uint8Array(cover.data) }
}

function refuse(code: Failure['code'], detail: string): Findings {
  return { kind: 'refused', failure: { code, detail } }
}
