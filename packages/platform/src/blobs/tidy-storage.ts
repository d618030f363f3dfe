import type { Schedule } from '../leases/index.ts'
import type { BlobStore, TidyLog } from './blobs.ts'

/** Uploads live for a day: what crashes left may lie for some hours more. */
const everyMs = 6 * 60 * 60 * 1000

/** What one process at a time does for a store, where there is something to do. */
export function storageSchedules({ blobs, log }: { blobs: BlobStore; log: Log }): Schedule[] {
  if (!blobs.tidy) return []
  const run = async (signal: AbortSignal) => {
    const count = await blobs.tidy!(signal, log)
    if (count > 0) log.info({ count }, 'What crashes had left in the storage was taken away')
  }
  return [{ name: 'storage', everyMs, run }]
}

interface Log extends TidyLog {
  info(what: object, text: string): void
}
