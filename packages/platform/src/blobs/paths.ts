import path from 'node:path'
import { checkKey } from './keys.ts'

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
  checkKey(key)
  const file = path.join(root, ...key.split('/'))
  return { folder: path.dirname(file), part: `${file}~part`, blob: `${file}~blob` }
}
