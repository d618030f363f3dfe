import { crc32 } from 'node:zlib'

/** CRC-32 of pieces that follow each other, as S3 writes it (x-amz-checksum-crc32). */
export function checksumOf(...pieces: Uint8Array[]) {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(pieces.reduce((value, piece) => crc32(piece, value), 0))
  return sum.toString('base64')
}
