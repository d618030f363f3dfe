import { readSound, type Sound, type Source } from '@bell/tags'
import { decodeSound, findPcmSound } from '../sound/decode.ts'
import { findMp4Sound, promisedMp4Size } from '../sound/mp4.ts'
import type { Damage, Failure, Format } from '../tracks/tracks.schema.ts'
import { measureAdts } from './adts.ts'
import type { Findings } from './findings.ts'
import { recognise } from './formats.ts'
import { endOfId3 } from './id3.ts'
import { checkOgg } from './ogg.ts'
import { findTruncation } from './truncation.ts'

const longestSeconds = 24 * 3600
/** Of a damaged file this much must play, or it is refused. */
const leastSeconds = 1

/** Judges a file by its content: what it is, how long it plays, what it says of itself. The name is not looked at. */
export async function readAudio(source: Source): Promise<Findings> {
  if (source.size === 0) return refuse('file_empty', 'The file is empty. Take it from its original again.')
  const promised = await withPromisedSize(source)
  const sound = await read(promised)
  if ('code' in sound) return { kind: 'refused', failure: sound }
  const recognised = recognise(sound.format)
  if (!recognised && promised !== source) return { kind: 'refused', failure: tooShort('its index is missing') }
  if (!recognised) return refuse('unsupported_format', unsupported)
  const length = await measure(source, sound, recognised.format)
  if ('code' in length) return { kind: 'refused', failure: length }
  if (length.seconds > longestSeconds) {
    return refuse(
      'too_long',
      'The file plays for more than 24 hours, which is the most that is taken. Cut it in parts.',
    )
  }
  return {
    kind: 'audio',
    ...recognised,
    durationMs: Math.round(length.seconds * 1000),
    damage: length.damage,
    tags: sound.tags,
    picture: sound.picture ?? null,
  }
}

/**
 * How long a file plays. What its headers promise is believed where the bytes are there and its beginning decodes;
 * where something is missing, it is decoded whole, and what comes out counts.
 */
async function measure(
  source: Source,
  { format: found }: Sound,
  format: Format,
): Promise<{ seconds: number; damage: Damage | null } | Failure> {
  const ogg = format.container === 'Ogg' ? await checkOgg(source) : undefined
  if (ogg?.unplayable)
    return { ...damaged, detail: `The file is damaged: ${ogg.unplayable}. Take it from its original again.` }
  const adts = format.container === 'ADTS' ? await measureAdts(source) : undefined
  const frames = ogg ?? adts
  const promised = ogg?.durationSeconds ?? adts?.seconds ?? (await pcmSeconds(source, format)) ?? found.duration
  const missing = frames ? frames.missing : await findTruncation(source, format.container, found)
  const whole = promised !== undefined && Number.isFinite(promised) && promised > 0
  if (!missing && whole) {
    const heard = await playableSeconds(source, format, Math.min(promised, leastSeconds))
    // Of sound that is written in a way of its own, the header says so.
    if (heard === undefined && format.codec !== 'AAC') return { code: 'unsupported_format', detail: unsupported }
    return heard === undefined || heard > 0 ? { seconds: promised, damage: null } : damaged
  }
  const playable = adts?.seconds ?? (await playableSeconds(source, format, Infinity))
  if (playable === undefined || playable < leastSeconds) return missing ? tooShort(missing) : damaged
  // The last page of an Ogg stream alone tells its length: what is cut off promises nothing.
  const promisedSeconds = whole && !ogg && promised > playable ? round(promised) : null
  return {
    seconds: playable,
    damage: { code: 'ends_early', playableSeconds: round(playable), promisedSeconds },
  }
}

/** A cut MP4 file as long as it promises: its index is read whatever is missing of the sound, and that is found later. */
async function withPromisedSize(source: Source): Promise<Source> {
  const head = await source.read(0, Math.min(8, source.size))
  const promised = String.fromCharCode(...head.subarray(4)) === 'ftyp' ? await promisedMp4Size(source) : source.size
  if (promised <= source.size || promised > Number.MAX_SAFE_INTEGER) return source
  return {
    size: promised,
    async read(start, end) {
      const bytes = new Uint8Array(Math.min(end - start, 1024 * 1024))
      if (start < source.size) bytes.set(await source.read(start, Math.min(start + bytes.byteLength, end, source.size)))
      return bytes
    },
  }
}

/** @returns how much decodes, up to `most` seconds; undefined where there is no decoder */
async function playableSeconds(source: Source, format: Format, most: number) {
  let seconds = 0
  try {
    if (format.container === 'M4A' && format.codec !== 'ALAC')
      return most === Infinity ? await packetSeconds(source) : undefined
    const blocks = await decodeSound(source, format, await endOfId3(source))
    if (!blocks) return undefined
    for await (const { channels, sampleRate } of blocks) {
      seconds += channels[0]!.length / sampleRate
      if (seconds >= most) break
    }
  } catch {
    // What was decoded until then counts.
  }
  return seconds
}

/** What the header of uncompressed sound promises; undefined of all else. */
async function pcmSeconds(source: Source, { container, codec }: Format) {
  if (codec !== 'PCM') return undefined
  const layout = await findPcmSound(source, container)
  return layout && (layout.end - layout.start) / (layout.channels * layout.width * layout.sampleRate)
}

/** Where nothing decodes it: how long the packets play that are there. */
async function packetSeconds(source: Source) {
  const sound = await findMp4Sound(source)
  let units = 0
  for (const { end, duration } of sound?.packets() ?? []) if (end <= source.size) units += duration
  return sound && units / sound.timescale
}

const unsupported = 'This is no music file that is known here: use MP3, AAC, M4A, FLAC, Ogg Vorbis, Opus, WAV or AIFF.'
const damaged: Failure = {
  code: 'file_damaged',
  detail: 'No music can be read from this file. Take it from its original again.',
}

async function read(source: Source): Promise<Sound | Failure> {
  try {
    return await readSound(source, { exactDuration: true })
  } catch (error) {
    // Its own words are for programmers; whether the format is unknown or only broken, its class tells.
    const unknown = error instanceof Error && /UnsupportedFileType|CouldNotDetermine/.test(error.name)
    return unknown ? { code: 'unsupported_format', detail: unsupported } : damaged
  }
}

function tooShort(missing: string): Failure {
  return { code: 'file_truncated', detail: `The file ends too early: ${missing}. Take it from its original again.` }
}

function round(seconds: number) {
  return Math.round(seconds * 1000) / 1000
}

function refuse(code: Failure['code'], detail: string): Findings {
  return { kind: 'refused', failure: { code, detail } }
}
