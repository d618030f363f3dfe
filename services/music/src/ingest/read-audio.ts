import { readSound, type Sound, type Source } from '@bell/tags'
import type { Failure } from '../tracks/tracks.schema.ts'
import type { Findings } from './findings.ts'
import { recognise } from './formats.ts'
import { checkOgg } from './ogg.ts'
import { findTruncation } from './truncation.ts'

/** Judges a file by its content: what it is, how long it plays, what it says of itself. The name is not looked at. */
export async function readAudio(source: Source): Promise<Findings> {
  const sound = await read(source)
  if ('code' in sound) return { kind: 'refused', failure: sound }
  const recognised = recognise(sound.format)
  if (!recognised) return refuse('unsupported_format', unsupported)
  const ogg = recognised.format.container === 'Ogg' ? await checkOgg(source) : undefined
  if (ogg?.damage) return refuse('file_damaged', `The file is damaged: ${ogg.damage}. Take it from its original again.`)
  const duration = ogg?.durationSeconds ?? sound.format.duration
  if (!duration || !Number.isFinite(duration) || duration > 7 * 24 * 3600) {
    return refuse('file_damaged', 'No music can be read from this file. Take it from its original again.')
  }
  const truncated = ogg?.truncated
    ? 'its last page is cut'
    : await findTruncation(source, recognised.format.container, sound.format)
  if (truncated)
    return refuse('file_truncated', `The file ends too early: ${truncated}. Take it from its original again.`)
  return {
    kind: 'audio',
    ...recognised,
    durationMs: Math.round(duration * 1000),
    tags: sound.tags,
    picture: sound.picture ?? null,
  }
}

const unsupported = 'This is no music file that is known here: use MP3, M4A/AAC, FLAC, Ogg Vorbis, Opus or WAV.'

async function read(source: Source): Promise<Sound | Failure> {
  try {
    return await readSound(source, { exactDuration: true })
  } catch (error) {
    // Its own words are for programmers; whether the format is unknown or only broken, its class tells.
    const unknown = error instanceof Error && /UnsupportedFileType|CouldNotDetermine/.test(error.name)
    return unknown
      ? { code: 'unsupported_format', detail: unsupported }
      : { code: 'file_damaged', detail: 'No music can be read from this file. Take it from its original again.' }
  }
}

function refuse(code: Failure['code'], detail: string): Findings {
  return { kind: 'refused', failure: { code, detail } }
}
