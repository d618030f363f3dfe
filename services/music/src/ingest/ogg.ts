import type { Source } from '@bell/tags'

interface Stream {
  samplesPerSecond: number
  /** Samples at the beginning that are decoded and not played (Opus). */
  preSkip: number
  lastGranule: bigint
}

/**
 * Walks the pages of an Ogg file (RFC 3533 §6). Its length is what the last page of each stream says, so a tag or a
 * header cannot claim another.
 * @returns `missing`, where it is cut or broken, in words; `unplayable`, what players give up at
 */
export async function checkOgg(
  source: Source,
): Promise<{ durationSeconds: number; missing?: string; unplayable?: string }> {
  const streams = new Map<number, Stream>()
  let position = 0
  let missing: string | undefined
  let unplayable: string | undefined
  while (position + 27 <= source.size) {
    const page = view(await source.read(position, Math.min(position + 27 + 255, source.size)))
    if (page.getUint32(0) !== 0x4f676753) {
      missing = 'between its pages is something else'
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
    if (granule < -1n && stream?.lastGranule === 0n) unplayable = 'its time stamps begin below zero'
    if (stream && granule > stream.lastGranule) stream.lastGranule = granule
  }
  // Streams one after the other (a chained file) play one after the other.
  const durations = [...streams.values()].map(
    ({ lastGranule, preSkip, samplesPerSecond }) => Math.max(0, Number(lastGranule) - preSkip) / samplesPerSecond,
  )
  return {
    durationSeconds: durations.reduce((sum, duration) => sum + duration, 0),
    missing: missing ?? (position > source.size ? 'its last page is cut' : undefined),
    unplayable,
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
  if (head.byteLength >= 30 && text(0, 5) === '\u007fFLAC' && text(9, 4) === 'fLaC') {
    // STREAMINFO follows its block's header; twenty bits of it are the rate (RFC 9639 §10.1, §8.2).
    return { samplesPerSecond: (head.getUint32(26) >>> 4) & 0xf_ffff || 1, preSkip: 0, lastGranule: 0n }
  }
  return undefined
}

function view(bytes: Uint8Array) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
