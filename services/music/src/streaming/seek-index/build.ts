import { readAdtsHead, readAdtsStream } from './adts.ts'
import { findFrames, type Frames } from './frames.ts'
import { readMp3Head, readMp3Stream } from './mp3.ts'
import { writeMp4Head, type Mp4Stream } from './mp4-head.ts'

export interface SeekIndex {
  head: Buffer
  /** Where in the file goes on what follows the head. */
  dataStart: number
}

/** More than this, and waiting for the head would cost more than it gains. */
const mostHeadBytes = 8 * 1024 * 1024
const firstFrameBytes = 256

/**
 * What makes seeking exact in a file that has no table of its own: MP3 of varying bitrate and raw AAC, both of which
 * browsers otherwise guess their way through. @returns undefined where the file needs none or can have none
 */
export async function buildSeekIndex(
  contentType: string | null,
  size: number,
  read: (start: number, end?: number) => AsyncIterable<Uint8Array>,
): Promise<SeekIndex | undefined> {
  const mp3 = contentType === 'audio/mpeg'
  if ((!mp3 && contentType !== 'audio/aac') || size >= 2 ** 32 - mostHeadBytes) return undefined
  const frames = await findFrames(read(0), size, mp3 ? readMp3Head : readAdtsHead)
  if (!frames || (mp3 && isConstant(frames))) return undefined
  const skipped = mp3 ? 0 : 9
  const from = Math.max(0, frames.offsets[0]! - skipped)
  const first = await firstBytes(read(from, from + firstFrameBytes))
  const stream = mp3 ? readMp3Stream(first, 0) : readAdtsStream(first, syncIn(first))
  if (!stream) return undefined
  const index = writeMp4Head(stream satisfies Mp4Stream, stream.firstIsSound ? frames : withoutFirst(frames), size)
  return index.head.length > mostHeadBytes ? undefined : index
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

async function firstBytes(chunks: AsyncIterable<Uint8Array>) {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}
