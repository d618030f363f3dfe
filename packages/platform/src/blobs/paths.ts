import path from 'node:path'
import { BlobError } from './blobs.ts'

export interface BlobPaths {
  folder: string
  part: string
  blob: string
}

/**
 * Where a blob lies below the root. No key holds `~`, so no key's file can be another's folder, and nothing that a key
 * may hold leads out of the root. @throws BlobError blob_key_invalid
 */
export function blobPaths(root: string, key: string): BlobPaths {
  const segments = key.split('/')
  const valid =
    key.length <= 500 &&
    /^[a-z0-9][a-z0-9/._-]*$/.test(key) &&
    // 255 bytes are a file name's limit; the longest ending takes five.
    segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..' && segment.length <= 250)
  if (!valid) throw new BlobError('blob_key_invalid', 'A blob key is made of a-z, 0-9, and / . _ - between them.')
  const file = path.join(root, ...segments)
  return { folder: path.dirname(file), part: `${file}~part`, blob: `${file}~blob` }
}
