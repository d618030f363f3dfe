import { crc32 } from 'node:zlib'

/** CRC-32 of pieces that follow each other, as S3 writes it (x-amz-checksum-crc32). */
export function checksumOf(...pieces: Uint8Array[]) {
  return writeChecksum(pieces.reduce((value, piece) => crc32(piece, value), 0))
}

/** A CRC-32 (zlib) as S3 writes it. */
export function writeChecksum(value: number) {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(value)
  return sum.toString('base64')
}
