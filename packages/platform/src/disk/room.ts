import { statfs } from 'node:fs/promises'

/** What is left of a disk for the databases: at most so many bytes, and at most so much of the whole. */
const reserved = { bytes: 256 * 1024 ** 2, share: 0.1 }

/** What others write meanwhile is seen after so long, in milliseconds. */
const measuredForMs = 200

/** Asked before so many bytes are written. @throws ENOSPC where only what is reserved would be left, or less */
export type Room = (bytes: number) => Promise<void>

/**
 * The room for large files on a folder's disk. Some of the disk is not for them, so that people sign in, listen and
 * edit when nothing more can be uploaded: all of that writes a little (ADR 51).
 */
export function createRoom(folder: string): Room {
  let left = 0
  let measuredAt = -Infinity
  let measuring: Promise<void> | undefined

  async function measure() {
    const { bavail, blocks, bsize } = await statfs(folder)
    // A file system that does not say how large it is has no limit that could be kept.
    left = blocks === 0 ? Infinity : bavail * bsize - Math.min(reserved.bytes, blocks * bsize * reserved.share)
    measuredAt = performance.now()
  }

  return async (bytes) => {
    if (performance.now() - measuredAt > measuredForMs) {
      await (measuring ??= measure().finally(() => (measuring = undefined)))
    }
    if (left < bytes)
      throw Object.assign(new Error('What is left of the disk is for the databases.'), { code: 'ENOSPC' })
    left -= bytes
  }
}
