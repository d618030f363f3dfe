/** Bytes of each of the three pieces of a file that its fingerprint knows. */
const pieceBytes = 64 * 1024

/**
 * What a file is known by again after a reload: its name, size, time and beginning, middle and end. Only among the
 * files of one person; what it is in truth the server finds out from all of its bytes.
 */
export async function fingerprintOf(file: File): Promise<string> {
  const { name, size, lastModified } = file
  const pieces = [0, Math.floor(size / 2), Math.max(0, size - pieceBytes)].map((start) =>
    file.slice(start, start + pieceBytes),
  )
  const bytes = new Uint8Array(await new Blob([`${name}\n${size}\n${lastModified}\n`, ...pieces]).arrayBuffer())
  return `v1:${await hash(bytes)}`
}

async function hash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Over plain http, but for localhost, browsers keep their hashes back.
  const subtle = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle
  if (!subtle) return mix(bytes)
  return hex(new Uint8Array(await subtle.digest('SHA-256', bytes)))
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** FNV-1a of 32 bits from four beginnings: no secret depends on it, it only has to tell a person's files apart. */
function mix(bytes: Uint8Array): string {
  const lanes = Uint32Array.of(0x811c9dc5, 0x01234567, 0x89abcdef, 0xdeadbeef)
  for (const byte of bytes) {
    for (let lane = 0; lane < lanes.length; lane++) lanes[lane] = Math.imul(lanes[lane]! ^ (byte + lane), 0x01000193)
  }
  return `${hex(new Uint8Array(lanes.buffer))}-plain`
}
