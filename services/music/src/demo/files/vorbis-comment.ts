import type { FileTags } from './file-tags.ts'

const headerBytes = 27

/**
 * Puts tags into an Ogg Vorbis file: its second packet is the comment header, which is written anew with the pages that
 * carry it and the third; the music's pages only get other numbers. @see RFC 3533, and the Vorbis I specification §5
 */
export function tagOggVorbis(file: Uint8Array, tags: FileTags): Uint8Array {
  const pages = splitPages(Buffer.from(file.buffer, file.byteOffset, file.byteLength))
  const [first] = pages
  const serial = first!.readUInt32LE(14)
  const { setup, next } = findSetup(pages)
  const headers = writePages([commentPacket(tags), setup], serial)
  const music = pages.slice(next).map((page, n) => numbered(page, 1 + headers.length + n))
  return Buffer.concat([first!, ...headers, ...music])
}

function splitPages(file: Buffer) {
  const pages: Buffer[] = []
  for (let at = 0; at < file.length;) {
    const segments = file[at + 26]!
    let length = headerBytes + segments
    for (let n = 0; n < segments; n++) length += file[at + headerBytes + n]!
    pages.push(file.subarray(at, at + length))
    at += length
  }
  return pages
}

/** The third packet, and the page where the music begins, which is a fresh one. */
function findSetup(pages: readonly Buffer[]) {
  const packets: Buffer[][] = [[]]
  for (let next = 1; next < pages.length; next++) {
    const page = pages[next]!
    let at = headerBytes + page[26]!
    for (const segment of page.subarray(headerBytes, at)) {
      packets.at(-1)!.push(page.subarray(at, at + segment))
      at += segment
      if (segment < 255) packets.push([])
    }
    if (packets.length > 2) return { setup: Buffer.concat(packets[1]!), next: next + 1 }
  }
  throw new Error('This is no Ogg Vorbis file.')
}

function commentPacket(tags: FileTags) {
  const lines = [
    `TITLE=${tags.title}`,
    ...tags.artists.map((artist) => `ARTIST=${artist}`),
    `ALBUMARTIST=${tags.albumArtist}`,
    `ALBUM=${tags.album}`,
    `TRACKNUMBER=${tags.trackNumber}`,
    `TRACKTOTAL=${tags.trackCount}`,
    `DISCNUMBER=${tags.discNumber}`,
    `DISCTOTAL=${tags.discCount}`,
    `DATE=${tags.year}`,
    `GENRE=${tags.genre}`,
    `COMPOSER=${tags.composer}`,
    ...(tags.compilation ? ['COMPILATION=1'] : []),
    `METADATA_BLOCK_PICTURE=${picture(tags.cover).toString('base64')}`,
  ].map(counted)
  return Buffer.concat([
    Buffer.from('\u0003vorbis', 'latin1'),
    counted('MusicBell'),
    uint32(lines.length),
    ...lines,
    Buffer.of(1),
  ])
}

function counted(text: string) {
  const bytes = Buffer.from(text, 'utf8')
  return Buffer.concat([uint32(bytes.length), bytes])
}

function uint32(value: number) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** FLAC's picture block, big-endian: front cover, its kind, no words; sizes that nobody needs are 0. (RFC 9639 §8.8) */
function picture(cover: Uint8Array) {
  const big = (value: number) => uint32(value).swap32()
  const kind = Buffer.from('image/jpeg', 'latin1')
  return Buffer.concat([
    big(3),
    big(kind.length),
    kind,
    big(0),
    big(0),
    big(0),
    big(0),
    big(0),
    big(cover.length),
    cover,
  ])
}

function writePages(packets: readonly Buffer[], serial: number) {
  const segments = packets.flatMap((packet) => {
    const whole = Array.from({ length: Math.floor(packet.length / 255) }, (_, n) =>
      packet.subarray(n * 255, n * 255 + 255),
    )
    return [...whole, packet.subarray(whole.length * 255)]
  })
  const pages: Buffer[] = []
  for (let at = 0; at < segments.length; at += 255) {
    const chosen = segments.slice(at, at + 255)
    const header = Buffer.alloc(headerBytes)
    header.write('OggS', 'latin1')
    // Goes on with a packet that the page before began.
    header[5] = at > 0 && segments[at - 1]!.length === 255 ? 1 : 0
    // No packet ends here: then there is no time to tell.
    header.writeBigInt64LE(chosen.some(({ length }) => length < 255) ? 0n : -1n, 6)
    header.writeUInt32LE(serial, 14)
    header[26] = chosen.length
    const page = Buffer.concat([header, Buffer.from(chosen.map(({ length }) => length)), ...chosen])
    pages.push(numbered(page, 1 + pages.length))
  }
  return pages
}

function numbered(page: Buffer, number: number) {
  const copy = Buffer.from(page)
  copy.writeUInt32LE(number, 18)
  copy.writeUInt32LE(0, 22)
  copy.writeUInt32LE(checksum(copy), 22)
  return copy
}

// Polynomial 0x04c11db7, not reflected, from 0. (RFC 3533 §6)
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1
  return value >>> 0
})

function checksum(page: Uint8Array) {
  let value = 0
  for (const byte of page) value = ((value << 8) ^ table[((value >>> 24) ^ byte) & 255]!) >>> 0
  return value
}
