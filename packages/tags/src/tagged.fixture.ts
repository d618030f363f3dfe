import { decodeCp949 } from './cp949.ts'

/** Writes text as an old program did; by the platform's own decoder, read backwards. */
export function encodeAs(encoding: string, text: string): Uint8Array<ArrayBuffer> {
  if (encoding === 'utf-8') return new TextEncoder().encode(text)
  const bytes = table(encoding)
  const written = Array.from(text).flatMap((char) => {
    const known = char < '\u0080' ? [char.charCodeAt(0)] : bytes.get(char)
    if (!known) throw new Error(`${char} is not in ${encoding}`)
    return known
  })
  return Uint8Array.from(written)
}

const tables = new Map<string, Map<string, number[]>>()

function table(encoding: string) {
  const known = tables.get(encoding)
  if (known) return known
  const made = new Map<string, number[]>()
  const decoder = new TextDecoder(encoding, { fatal: true })
  const add = (...bytes: number[]) => {
    try {
      const raw = Uint8Array.from(bytes)
      const char = encoding === 'euc-kr' ? (decodeCp949(raw) ?? '') : decoder.decode(raw)
      if (Array.from(char).length === 1 && !made.has(char)) made.set(char, bytes)
    } catch {
      // No character there.
    }
  }
  for (let lead = 0x80; lead <= 0xff; lead++) add(lead)
  for (let lead = 0x81; lead <= 0xfe; lead++) for (let trail = 0x40; trail <= 0xfe; trail++) add(lead, trail)
  tables.set(encoding, made)
  return made
}

/** An ID3v2 tag of frames: [name, encoding number and text bytes, flags]. */
export function id3v2(version: number, frames: [string, Uint8Array, number?][], { flags = 0, padding = 0 } = {}) {
  const parts = frames.map(([name, body, frameFlags = 0]) => {
    const size = version === 2 ? uint(body.length, 3) : version === 4 ? syncsafe(body.length) : uint(body.length, 4)
    return join(ascii(name), size, version === 2 ? [] : [frameFlags >> 8, frameFlags & 0xff], body)
  })
  const body = join(...parts, new Uint8Array(padding))
  return join(ascii('ID3'), [version, 0, flags], syncsafe(body.length), body)
}

/** A text frame's body: the encoding's number, then the bytes. */
export function frame(encoding: number, ...bytes: (Uint8Array | number[] | string)[]) {
  return join([encoding], ...bytes.map((part) => (typeof part === 'string' ? ascii(part) : part)))
}

export function id3v1(fields: { title?: Uint8Array; artist?: Uint8Array; album?: Uint8Array; track?: number }) {
  const fixed = (bytes: Uint8Array = new Uint8Array(0), length = 30) =>
    join(bytes.subarray(0, length), new Uint8Array(Math.max(0, length - bytes.length)))
  return join(
    ascii('TAG'),
    fixed(fields.title),
    fixed(fields.artist),
    fixed(fields.album),
    ascii('1998'),
    new Uint8Array(29),
    [fields.track ?? 0, 13],
  )
}

/** Ten frames of silence: MPEG 1 layer III, 128 kbit/s, 44.1 kHz. */
export function mp3() {
  const one = new Uint8Array(417)
  one.set([0xff, 0xfb, 0x90, 0x00])
  return join(...Array.from({ length: 10 }, () => one))
}

export function join(...parts: (Uint8Array | number[])[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export function ascii(text: string) {
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}

function uint(value: number, length: number) {
  return Array.from({ length }, (_, n) => (value >>> (8 * (length - 1 - n))) & 0xff)
}

export function syncsafe(value: number) {
  return [21, 14, 7, 0].map((shift) => (value >>> shift) & 0x7f)
}
