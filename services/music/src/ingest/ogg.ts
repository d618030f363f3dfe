import type { Source } from '@bell/tags'

interface Stream {
  samplesPerSecond: number
  /** Samples at the beginning that are decoded and not played (Opus). */
  preSkip: number
  lastGranule: bigint
}

/**
 * Walks the pages of an Ogg file (RFC 3533 §6). Its length is what the last page of each stream says, so a tag or a
 * header cannot claim another. `damage` is what players stumble over; `truncated` says that the last page is cut.
 */
export async function checkOgg(
  source: Source,
): Promise<{ durationSeconds: number; damage?: string; truncated: boolean }> {
  const streams = new Map<number, Stream>()
  let position = 0
  let damage: string | undefined
  while (position + 27 <= source.size) {
    const page = view(await source.read(position, Math.min(position + 27 + 255, source.size)))
    if (page.getUint32(0) !== 0x4f676753) {
      damage ??= 'between its pages is something else'
      break
    }
    const segments = page.getUint8(26)
    if (page.byteLength < 27 + segments) break
    let body = 0
    for (let n = 0; n < segments; n++) body += page.getUint8(27 + n)
    const start = position + 27 + segments
    position = start + body
    if (position > source.size) break
    const serial = page.getUint32(14, true)
    const granule = page.getBigInt64(6, true)
    if (page.getUint8(5) & 2) {
      const stream = readHead(view(await source.read(start, Math.min(start + 64, position))))
      if (stream) streams.set(serial, stream)
    }
    const stream = streams.get(serial)
    // −1 says that no packet ends on this page; less has no meaning: later on decoders pass over it, at the beginning
    // they give up.
    if (granule < -1n && stream?.lastGranule === 0n) damage ??= 'its time stamps begin below zero'
    if (stream && granule > stream.lastGranule) stream.lastGranule = granule
  }
  // Streams one after the other (a chained file) play one after the other.
  const durations = [...streams.values()].map(
    ({ lastGranule, preSkip, samplesPerSecond }) => Math.max(0, Number(lastGranule) - preSkip) / samplesPerSecond,
  )
  return {
    durationSeconds: durations.reduce((sum, duration) => sum + duration, 0),
    damage,
    truncated: position > source.size,
  }
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
  return undefined
}

function view(bytes: Uint8Array) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
