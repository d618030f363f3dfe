import { readAdtsHead, readAdtsStream } from './adts.ts'
import { findFlacFrames } from './flac.ts'
import { findFrames, readBytes, type Frames } from './frames.ts'
import { readMp3Head, readMp3Stream } from './mp3.ts'
import { writeMp4Head } from './mp4-head.ts'

export interface SeekIndex {
  head: Buffer
  /** Where in the file goes on what follows the head. */
  dataStart: number
}

/** More than this, and waiting for the head would cost more than it gains. */
const mostHeadBytes = 8 * 1024 * 1024
const firstFrameBytes = 256

type Read = (start: number, end?: number) => AsyncIterable<Uint8Array>

/**
 * What makes seeking exact and cheap in a file that has no table of its own: MP3 of varying bitrate and raw AAC, which
 * browsers otherwise guess their way through, and FLAC without a seek table, which they search.
 * @returns undefined where the file needs none or can have none
 */
export async function buildSeekIndex(contentType: string | null, size: number, read: Read) {
  if (size >= 2 ** 32 - mostHeadBytes) return undefined
  const found =
    contentType === 'audio/flac' ? await findFlacFrames(size, read) : await findMpeg(contentType, size, read)
  const index = found && writeMp4Head(found.stream, found.frames, size)
  return index && index.head.length <= mostHeadBytes ? index : undefined
}

async function findMpeg(contentType: string | null, size: number, read: Read) {
  const mp3 = contentType === 'audio/mpeg'
  if (!mp3 && contentType !== 'audio/aac') return undefined
  const frames = await findFrames(read(0), size, mp3 ? readMp3Head : readAdtsHead)
  if (!frames || (mp3 && isConstant(frames))) return undefined
  const skipped = mp3 ? 0 : 9
  const from = Math.max(0, frames.offsets[0]! - skipped)
  const first = await readBytes(read(from, from + firstFrameBytes))
  const stream = mp3 ? readMp3Stream(first, 0) : readAdtsStream(first, syncIn(first))
  return stream && { stream, frames: stream.firstIsSound ? frames : withoutFirst(frames) }
}

/** Where all frames are of one length, give or take the byte that evens it out, the place follows from the time. */
function isConstant({ sizes }: Frames) {
  // The first may be a table, and of another bitrate.
  const most = sizes.slice(1).reduce((a, b) => Math.max(a, b), 0)
  const least = sizes.slice(1).reduce((a, b) => Math.min(a, b), Infinity)
  return most - least <= 1
}

function withoutFirst({ offsets, sizes }: Frames): Frames {
  return { offsets: offsets.slice(1), sizes: sizes.slice(1) }
}

function syncIn(bytes: Uint8Array) {
  for (let at = 0; at < 3; at++) if (readAdtsHead(bytes, at)) return at
  return 0
}
