import type { Source } from '@bell/tags'

export interface OggPage {
  /** Where it lies in the file, in bytes. */
  start: number
  end: number
  /** Where its packets begin. */
  body: number
  serial: number
  /** How many samples have played when the packets that end on it have; −1 where none does. */
  granule: bigint
  /** Whether a stream begins with it. */
  first: boolean
  /** Whether something that is no page lies between it and the one before. */
  afterGap: boolean
}

const headBytes = 27
const mostSegments = 255
const searchBytes = 64 * 1024

/** The whole pages of an Ogg file, in order (RFC 3533 §6). What is broken between them is passed over. */
export async function* walkOggPages(source: Source): AsyncGenerator<OggPage> {
  let afterGap = false
  for (let at = 0; at + headBytes <= source.size;) {
    const page = await readPage(source, at)
    if (page && page.end <= source.size) {
      yield { ...page, afterGap }
      afterGap = false
      at = page.end
    } else {
      afterGap = true
      at = await findCapture(source, at + 1)
    }
  }
}

async function readPage(source: Source, start: number) {
  const bytes = await source.read(start, Math.min(start + headBytes + mostSegments, source.size))
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (head.getUint32(0) !== 0x4f676753) return undefined
  const segments = head.getUint8(26)
  const body = start + headBytes + segments
  if (body > source.size) return undefined
  let end = body
  for (let n = 0; n < segments; n++) end += head.getUint8(headBytes + n)
  const first = (head.getUint8(5) & 2) !== 0
  return { start, end, body, serial: head.getUint32(14, true), granule: head.getBigInt64(6, true), first }
}

/** Where the next page seems to begin, or the file's end. */
async function findCapture(source: Source, from: number) {
  for (let at = from; at + headBytes <= source.size; at += searchBytes) {
    // Three bytes more, for a capture pattern that lies across the border.
    const bytes = await source.read(at, Math.min(at + searchBytes + 3, source.size))
    const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('OggS')
    if (found >= 0) return at + found
  }
  return source.size
}
