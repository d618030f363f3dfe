import type { LegacyText } from './legacy-text.ts'
import type { Source } from './source.ts'
import type { Picture } from './tags.ts'

/** Of a text frame no more is read, in bytes. */
const mostText = 16 * 1024
const mostFrames = 1000
const mostPicture = 20 * 1024 * 1024
/** A tag with all its 0xFF marked (unsynchronised as a whole) is read to here. */
const mostUnsynchronised = 24 * 1024 * 1024

/** As Unicode, or as bytes whose encoding the tag does not say truly. */
export type TagText = string | LegacyText

export interface Id3 {
  /** Where the tag ends, in bytes from the beginning of the file. */
  end: number
  /** The values of each text frame by its ID3v2.3 name; of TXXX by `TXXX:` and its description in capitals. */
  texts: Map<string, TagText[]>
  picture?: Picture
}

/**
 * Reads an ID3v2 tag at the beginning (versions 2.2 to 2.4, id3.org), its bytes before anyone made characters of them:
 * what claims to be ISO 8859-1 may be anything. Only what is asked for is read: other frames are passed over by their
 * size; compressed and encrypted ones always are, so that none unpacks to more than it is.
 */
export async function readId3(source: Source): Promise<Id3 | undefined> {
  const head = await source.read(0, Math.min(10, source.size))
  if (head.byteLength < 10 || head[0] !== 0x49 || head[1] !== 0x44 || head[2] !== 0x33) return undefined
  const [, , , version = 0, , flags = 0] = head
  const size = syncsafe(head, 6)
  const end = Math.min(10 + size + (version === 4 && flags & 0x10 ? 10 : 0), source.size)
  const id3: Id3 = { end, texts: new Map() }
  if (version < 2 || version > 4 || (version === 2 && flags & 0x40)) return id3
  const window =
    version < 4 && flags & 0x80
      ? inMemory(synchronise(await source.read(10, Math.min(end, 10 + mostUnsynchronised))))
      : part(source, 10, end)
  let at = 0
  if (version > 2 && flags & 0x40) {
    const extended = await window.read(0, Math.min(4, window.size))
    at = version === 4 ? syncsafe(extended, 0) : 4 + uint(extended, 0, 4)
  }
  let pictureRank = 0
  for (let count = 0; count < mostFrames; count++) {
    const frame = await readFrameHead(window, at, version)
    if (!frame) break
    at = frame.next
    if (frame.unreadable) continue
    const read = async (most: number) => {
      const bytes = await window.read(frame.start, Math.min(frame.next, frame.start + most))
      return frame.unsynchronised ? synchronise(bytes) : bytes
    }
    if (frame.id === 'APIC' || frame.id === 'PIC') {
      if (frame.next - frame.start > mostPicture || pictureRank === 2) continue
      const found = pictureOf(await read(mostPicture), version)
      // The front cover, or else the first.
      const rank = found ? (found.isFront ? 2 : 1) : 0
      if (found && rank > pictureRank) [pictureRank, id3.picture] = [rank, found.picture]
    } else if (textFrames.has(frame.id)) {
      addText(id3.texts, frame.id, await read(mostText))
    }
  }
  return id3
}

/** ID3v1 and 1.1: 128 bytes at the end, in which texts fill 30 bytes, or are cut there. */
export async function readId3v1(source: Source): Promise<Map<string, TagText[]>> {
  const texts = new Map<string, TagText[]>()
  if (source.size < 128) return texts
  const tag = await source.read(source.size - 128, source.size)
  if (tag[0] !== 0x54 || tag[1] !== 0x41 || tag[2] !== 0x47) return texts
  const put = (id: string, start: number, length: number) => {
    const text = fixedText(tag.subarray(start, start + length))
    if (text) texts.set(id, [text])
  }
  put('TIT2', 3, 30)
  put('TPE1', 33, 30)
  put('TALB', 63, 30)
  put('TYER', 93, 4)
  if (tag[125] === 0 && tag[126]! > 0) texts.set('TRCK', [String(tag[126])])
  if (tag[127]! < 192) texts.set('TCON', [String(tag[127])])
  return texts
}

function fixedText(field: Uint8Array): LegacyText | undefined {
  const zero = field.indexOf(0)
  let end = zero < 0 ? field.byteLength : zero
  const cut = end === field.byteLength
  while (end > 0 && field[end - 1] === 0x20) end--
  return end === 0 ? undefined : { bytes: field.slice(0, end), cut }
}

/** The names of version 2.2 and what they became. */
const names22: Record<string, string> = {
  TT2: 'TIT2',
  TP1: 'TPE1',
  TP2: 'TPE2',
  TP4: 'TPE4',
  TAL: 'TALB',
  TRK: 'TRCK',
  TPA: 'TPOS',
  TYE: 'TYER',
  TCO: 'TCON',
  TCM: 'TCOM',
  TXT: 'TEXT',
  TCP: 'TCMP',
  TXX: 'TXXX',
  IPL: 'IPLS',
}
const textFrames = new Set([...Object.values(names22), 'TDRC', 'TIPL', 'TMCL'])

interface FrameHead {
  id: string
  start: number
  next: number
  unsynchronised: boolean
  unreadable: boolean
}

async function readFrameHead(window: Source, at: number, version: number): Promise<FrameHead | undefined> {
  const length = version === 2 ? 6 : 10
  if (at + length > window.size) return undefined
  const head = await window.read(at, at + length)
  const name = String.fromCharCode(...head.subarray(0, version === 2 ? 3 : 4))
  // Padding, or no frame.
  if (!/^[A-Z][A-Z0-9]{2,3}$/.test(name)) return undefined
  const id = version === 2 ? (names22[name] ?? name) : name
  const start = at + length
  if (version === 2) return frameOf(id, start, uint(head, 3, 3), window.size)
  const flags = head[9]!
  if (version === 3) {
    const grouped = flags & 0x20 ? 1 : 0
    return frameOf(id, start, uint(head, 4, 4), window.size, { skip: grouped, unreadable: (flags & 0xc0) !== 0 })
  }
  const plain = uint(head, 4, 4)
  let size = syncsafe(head, 4)
  // Old versions of iTunes wrote plain sizes in 2.4.
  if (plain !== size && !(await isFrameAt(window, start + size)) && (await isFrameAt(window, start + plain)))
    size = plain
  const skip = (flags & 0x40 ? 1 : 0) + (flags & 0x01 ? 4 : 0)
  return frameOf(id, start, size, window.size, {
    skip,
    unreadable: (flags & 0x0c) !== 0,
    unsynchronised: (flags & 0x02) !== 0,
  })
}

function frameOf(
  id: string,
  start: number,
  size: number,
  end: number,
  { skip = 0, unreadable = false, unsynchronised = false } = {},
): FrameHead | undefined {
  // One that reaches beyond the tag lies about its size.
  if (start + size > end) return undefined
  return { id, start: Math.min(start + skip, start + size), next: start + size, unreadable, unsynchronised }
}

async function isFrameAt(window: Source, at: number) {
  if (at === window.size) return true
  if (at + 4 > window.size) return false
  const name = await window.read(at, at + 4)
  return name.every((byte) => byte === 0 || (byte >= 0x30 && byte <= 0x5a))
}

function addText(texts: Id3['texts'], id: string, bytes: Uint8Array) {
  const values = decodeValues(bytes[0] ?? 0, bytes.subarray(1))
  if (id === 'TXXX') {
    const [description, ...rest] = values
    if (typeof description === 'string' || description) id = `TXXX:${plain(description).toUpperCase().slice(0, 60)}`
    texts.set(id, [...(texts.get(id) ?? []), ...rest])
  } else {
    texts.set(id, [...(texts.get(id) ?? []), ...values].slice(0, mostValues))
  }
}

const mostValues = 100

/** The values of a text frame, which are separated by zeros; encodings by their number in ID3v2.4 §4. */
function decodeValues(encoding: number, bytes: Uint8Array): TagText[] {
  const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (encoding === 1 || encoding === 2 || marked) {
    const text = new TextDecoder(isBigEndian(encoding, bytes) ? 'utf-16be' : 'utf-16le').decode(bytes)
    // Each value may have a mark of its own.
    return trimmed(text.split('\0').map((value) => value.replace(/^[\ufeff\ufffe]/, '')))
  }
  const parts: Uint8Array[] = []
  for (let at = 0; at <= bytes.byteLength && parts.length < mostValues;) {
    const zero = bytes.indexOf(0, at)
    const end = zero < 0 ? bytes.byteLength : zero
    parts.push(bytes.subarray(at, end))
    at = end + 1
  }
  while (parts.length > 1 && parts.at(-1)!.byteLength === 0) parts.pop()
  return parts.map((part) => {
    if (encoding === 3) {
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(part)
      } catch {
        // It says UTF-8 and is not.
      }
    }
    // Programs that made a new tag of an old one kept its cut texts.
    return { bytes: part, cut: part.byteLength === 30 || part.byteLength >= mostText - 1 }
  })
}

function trimmed(values: string[]) {
  while (values.length > 1 && values.at(-1) === '') values.pop()
  return values.slice(0, mostValues)
}

function isBigEndian(encoding: number, bytes: Uint8Array) {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return true
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return false
  return encoding === 2 || (bytes[0] === 0 && bytes[1] !== 0)
}

function plain(text: TagText) {
  return typeof text === 'string' ? text : String.fromCharCode(...text.bytes.subarray(0, 60))
}

function pictureOf(bytes: Uint8Array, version: number) {
  const wide = bytes[0] === 1 || bytes[0] === 2
  let at = version === 2 ? 4 : bytes.indexOf(0, 1)
  if (at < 0) return undefined
  const type = String.fromCharCode(...bytes.subarray(1, Math.min(at, 60))).toLowerCase()
  if (version > 2) at++
  const isFront = bytes[at++] === 3
  if (wide) {
    while (at + 1 < bytes.byteLength && (bytes[at] !== 0 || bytes[at + 1] !== 0)) at += 2
    at += 2
  } else {
    const zero = bytes.indexOf(0, at)
    if (zero < 0) return undefined
    at = zero + 1
  }
  const data = bytes.slice(at)
  return data.byteLength === 0 ? undefined : { isFront, picture: { contentType: pictureType(type), bytes: data } }
}

export function pictureType(said: string) {
  const type = said.includes('/') ? said : `image/${said}`
  if (type === 'image/jpg') return 'image/jpeg'
  return /^image\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream'
}

function part(source: Source, start: number, end: number): Source {
  return { size: end - start, read: (from, to) => source.read(start + from, start + to) }
}

function inMemory(bytes: Uint8Array): Source {
  return { size: bytes.byteLength, read: async (start, end) => bytes.subarray(start, end) }
}

/** Takes out the zeros that keep 0xFF from looking like a frame of sound (ID3v2.4 §6.1). */
function synchronise(bytes: Uint8Array) {
  const out = new Uint8Array(bytes.byteLength)
  let length = 0
  for (let at = 0; at < bytes.byteLength; at++) {
    out[length++] = bytes[at]!
    if (bytes[at] === 0xff && bytes[at + 1] === 0) at++
  }
  return out.subarray(0, length)
}

function syncsafe(bytes: Uint8Array, at: number) {
  return bytes.subarray(at, at + 4).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0)
}

function uint(bytes: Uint8Array, at: number, length: number) {
  return bytes.subarray(at, at + length).reduce((sum, byte) => sum * 256 + byte, 0)
}
