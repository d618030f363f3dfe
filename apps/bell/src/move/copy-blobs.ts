import type { BlobStore } from '@bell/platform/blobs'

/** Stands in the new store while the move is not done. */
const marker = 'move.under-way'

/** Whether a store may be moved into: it is empty, or a move into it was begun. */
export async function mayTake(store: BlobStore) {
  if (await store.stat(marker)) return true
  for await (const _ of store.list()) return false
  return true
}

/**
 * Brings over what the new store lacks; what was read is what was written, by SHA-256. Blobs never change, so this may
 * run while they are in use, and again for the rest. Those that are not complete stay behind: who sends them begins again.
 *
 * @param progress hears of each blob
 */
export async function bringBlobs(from: BlobStore, to: BlobStore, progress: (bytes: number) => void) {
  if (!(await to.stat(marker))) await to.begin(marker)
  for await (const { key, size, complete } of from.list()) {
    if (!complete) continue
    const there = await to.stat(key)
    if (there?.complete && there.size === size) continue
    try {
      await to.begin(key)
      await to.append(key, 0, from.read(key) as AsyncIterable<Uint8Array>)
      await to.complete(key)
    } catch (error) {
      // Deleted meanwhile.
      if (await from.stat(key)) throw error
      await to.delete(key)
      continue
    }
    progress(size)
  }
}

/**
 * Compares both stores, by a SHA-256 of what each gives back, and takes away what the old one does not have any more.
 * @returns how many blobs both have. @throws Error which names the blob that differs
 */
export async function settleBlobs(from: BlobStore, to: BlobStore) {
  let count = 0
  let bytes = 0
  for await (const { key, size, complete } of from.list()) {
    if (!complete) continue
    const there = await to.stat(key)
    const isSame = there?.complete && there.size === size && (await from.hash(key)) === (await to.hash(key))
    if (!isSame) throw new Error(`The blob ${key} is not the same in both places.`)
    count++
    bytes += size
  }
  for await (const { key } of to.list()) {
    if (key !== marker && !(await from.stat(key))?.complete) await to.delete(key)
  }
  return { count, bytes }
}

export const endMove = (store: BlobStore) => store.delete(marker)
