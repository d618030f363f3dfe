import type { Source } from '@bell/tags'
import { readAdtsHead, readAdtsStream } from '../streaming/seek-index/adts.ts'
import { findFrames } from '../streaming/seek-index/frames.ts'

const bytesAtOnce = 256 * 1024

/**
 * How long the whole frames of an ADTS stream play. Nothing in it tells the length, but a frame that has begun and
 * does not end was cut. @returns undefined where there are no frames
 */
export async function measureAdts(source: Source) {
  const frames = await findFrames(readOn(source), source.size, readAdtsHead)
  if (!frames) return undefined
  // A header has seven bytes, or nine with a checksum.
  const head = await source.read(Math.max(0, frames.offsets[0]! - 9), frames.offsets[0]!)
  const at = [head.byteLength - 7, head.byteLength - 9].find((start) => start >= 0 && readAdtsHead(head, start))
  const stream = at === undefined ? undefined : readAdtsStream(head, at)
  if (!stream) return undefined
  const end = frames.offsets.at(-1)! + frames.sizes.at(-1)!
  const isCut = end < source.size && (await source.read(end, end + 1))[0] === 0xff
  return {
    seconds: (frames.sizes.length * stream.samplesPerFrame) / stream.sampleRate,
    missing: isCut ? 'it breaks off in the middle of a frame' : undefined,
  }
}

async function* readOn(source: Source) {
  for (let at = 0; at < source.size; at += bytesAtOnce) {
    yield await source.read(at, Math.min(at + bytesAtOnce, source.size))
  }
}
