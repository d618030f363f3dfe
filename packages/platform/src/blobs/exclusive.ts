import { BlobError } from './blobs.ts'

/** Of the requests of this process one at a time writes a blob; the others are told blob_busy. */
export function createExclusive() {
  const busy = new Set<string>()

  return async function exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
    if (busy.has(key)) throw new BlobError('blob_busy', `Another request is writing the blob ${key}.`)
    busy.add(key)
    try {
      return await work()
    } finally {
      busy.delete(key)
    }
  }
}
