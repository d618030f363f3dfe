import { createHash } from 'node:crypto'
import type { BlobStore } from '@bell/platform/blobs'
import { conflict } from '@bell/platform/http'

/** Stands in the new store while the move is not done. */
const marker = 'move.under-way'
/** One is often little more than the way to the store and back. */
const atOnce = 8

/** Whether a store may be moved into: it is empty, or a move into it was begun. */
export async function mayTake(store: BlobStore) {
  if (await isHalfMoved(store)) return true
  for await (const _ of store.list()) return false
  return true
}

export async function isHalfMoved(store: BlobStore) {
  return (await store.stat(marker)) !== undefined
}

export const endMove = (store: BlobStore) => store.delete(marker)

/**
 * Brings blobs into another store and reads back what was written; both must have the same SHA-256. They never change
 * once they are complete, so what was compared is not looked at again. Those that are not complete stay behind: who
 * sends them is told that nothing has arrived, and begins again.
 *
 * @param progress hears of each blob, in bytes
 */
export function moveBlobs(from: BlobStore, to: BlobStore, progress: (bytes: number) => void) {
  const same = new Set<string>()

  /** What an earlier move brought that was broken off. */
  let earlier: Map<string, number> | undefined

  async function bringOne(key: string, size: number) {
    const isThere = earlier?.get(key) === size
    if (earlier?.has(key) && !isThere) await to.delete(key)
    const hash = createHash('sha256')
    if (isThere) for await (const piece of from.read(key)) hash.update(piece as Uint8Array)
    else {
      await to.begin(key)
      await to.append(key, 0, hashed(from.read(key) as AsyncIterable<Uint8Array>, hash))
      await to.complete(key)
    }
    const written = createHash('sha256')
    for await (const piece of to.read(key)) written.update(piece as Uint8Array)
    if (written.digest('hex') !== hash.digest('hex')) {
      throw conflict('move_differs', `The blob ${key} is not the same in both places.`)
    }
    same.add(key)
    progress(size)
  }

  return {
    /** May run while they are in use, and again for the rest. @returns what the old store has, by its key, in bytes */
    async bring() {
      earlier ??= await sizesIn(to)
      if (!(await isHalfMoved(to))) await to.begin(marker)
      const found = new Map<string, number>()
      await inParallel(from.list(), async ({ key, size, complete }) => {
        if (!complete) return
        found.set(key, size)
        if (same.has(key)) return
        try {
          await bringOne(key, size)
        } catch (error) {
          // Deleted meanwhile.
          if (await from.stat(key)) throw error
          found.delete(key)
          await to.delete(key)
        }
      })
      return found
    },

    /** Takes away what the old store, to which nobody writes any more, has not. @returns what both have */
    async settle() {
      const found = await this.bring()
      for await (const { key } of to.list()) if (key !== marker && !found.has(key)) await to.delete(key)
      return { count: found.size, bytes: found.values().reduce((sum, size) => sum + size, 0) }
    },
  }
}

/** Those that are not complete as −1 bytes. */
async function sizesIn(store: BlobStore) {
  const sizes = new Map<string, number>()
  for await (const { key, size, complete } of store.list()) sizes.set(key, complete ? size : -1)
  return sizes
}

async function* hashed(pieces: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
}

async function inParallel<T>(items: AsyncIterable<T>, work: (item: T) => Promise<void>) {
  const iterator = items[Symbol.asyncIterator]()
  let failed = false
  async function lane() {
    for (;;) {
      const { done, value } = await iterator.next()
      if (done || failed) return
      await work(value as T).catch((error: unknown) => {
        failed = true
        throw error
      })
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: atOnce }, lane))
  const broken = lanes.find((each) => each.status === 'rejected')
  if (broken) throw broken.reason
}
