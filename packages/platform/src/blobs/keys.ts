import { BlobError } from './blobs.ts'

/** @throws BlobError blob_key_invalid */
export function checkKey(key: string) {
  const valid =
    key.length <= 500 &&
    /^[a-z0-9][a-z0-9/._-]*$/.test(key) &&
    // 255 bytes are a file name's limit; the longest ending takes five.
    key.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..' && segment.length <= 250)
  if (!valid) throw new BlobError('blob_key_invalid', 'A blob key is made of a-z, 0-9, and / . _ - between them.')
}

/** @throws BlobError blob_range_invalid */
export function checkRange({ start = 0, end = Infinity }: { start?: number; end?: number }) {
  const isOffset = (offset: number) => Number.isSafeInteger(offset) && offset >= 0
  if (!isOffset(start) || !(isOffset(end) || end === Infinity) || end < start) {
    throw new BlobError('blob_range_invalid', `There are no bytes from ${start} to ${end}.`)
  }
  return { start, end }
}

/** @param size that the blob has. @throws BlobError blob_offset_mismatch */
export function checkEnd(key: string, size: number, believed = size) {
  if (size === believed) return
  throw new BlobError('blob_offset_mismatch', `The blob ${key} ends at ${size}, not at ${believed}.`, size)
}
