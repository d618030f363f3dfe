import type { Source } from '@bell/tags'
import { walkOggPages } from '../sound/ogg-pages.ts'

interface Stream {
  samplesPerSecond: number
  /** Samples at the beginning that are decoded and not played (Opus). */
  preSkip: number
  lastGranule: bigint
}

/**
 * Walks the pages of an Ogg file. Its length is what the last page of each stream says, so a tag or a header cannot
 * claim another.
 * @returns `missing`, where it is cut or broken, in words; `unplayable`, what players give up at
 */
export async function checkOgg(
  source: Source,
): Promise<{ durationSeconds: number; missing?: string; unplayable?: string }> {
  const streams = new Map<number, Stream>()
  let end = 0
  let missing: string | undefined
  let unplayable: string | undefined
  for await (const page of walkOggPages(source)) {
    if (page.afterGap) missing = 'between its pages is something else'
    end = page.end
    if (page.first) {
      const stream = readHead(view(await source.read(page.body, Math.min(page.body + 64, page.end))))
      if (stream) streams.set(page.serial, stream)
    }
    const stream = streams.get(page.serial)
    // −1 says that no packet ends on this page; less has no meaning: later on decoders pass over it, at the beginning
    // they give up.
    if (page.granule < -1n && stream?.lastGranule === 0n) unplayable = 'its time stamps begin below zero'
    if (stream && page.granule > stream.lastGranule) stream.lastGranule = page.granule
  }
  if (end < source.size) missing ??= 'its last page is cut'
  // Streams one after the other (a chained file) play one after the other.
  const durations = [...streams.values()].map(
    ({ lastGranule, preSkip, samplesPerSecond }) => Math.max(0, Number(lastGranule) - preSkip) / samplesPerSecond,
  )
  return { durationSeconds: durations.reduce((sum, duration) => sum + duration, 0), missing, unplayable }
}

function readHead(head: DataView): Stream | undefined {
  const text = (start: number, length: number) =>
    String.fromCharCode(
      ...new Uint8Array(head.buffer, head.byteOffset + start, Math.min(length, head.byteLength - start)),
    )
  if (head.byteLength >= 19 && text(0, 8) === 'OpusHead') {
    // Opus counts at 48 kHz whatever the original had (RFC 7845 §4).
    return { samplesPerSecond: 48_000, preSkip: head.getUint16(10, true), lastGranule: 0n }
  }
  if (head.byteLength >= 30 && text(0, 7) === '\u0001vorbis') {
    return { samplesPerSecond: head.getUint32(12, true) || 1, preSkip: 0, lastGranule: 0n }
  }
  if (head.byteLength >= 31 && text(0, 5) === '\u007fFLAC' && text(9, 4) === 'fLaC') {
    // STREAMINFO follows the header of its block; twenty bits of it are the rate (RFC 9639 §10.1, §8.2).
    return { samplesPerSecond: head.getUint32(27) >>> 12 || 1, preSkip: 0, lastGranule: 0n }
  }
  return undefined
}

function view(bytes: Uint8Array) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
