import { inTransaction } from '@bell/platform/database'
import { buffer } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import type { ImgDeps } from '../deps.ts'
import { deleteDerivative, findImage, insertDerivative } from '../images/images.queries.ts'
import { blobKeys, putBlob } from '../images/stored-blobs.ts'
import { shrinkPicture } from '../sharp/shrink-picture.ts'
import { createTurns } from '../sharp/turns.ts'
import { createRecentRenditions } from './recent-renditions.ts'
import type { Format, Size } from './sizes.ts'

/** Up to this many bytes a picture is answered from memory, else as a stream. */
const small = 64 * 1024

/** Sizes of pictures, each made once and kept: the ladder bounds how many there are, the turns how many at a time. */
export function createDerivatives(deps: ImgDeps) {
  const { db, blobs, log } = deps
  const inTurn = createTurns({ atOnce: 2, waiting: 300 })
  const underWay = new Map<string, Promise<Buffer>>()
  const recent = createRecentRenditions({ mostBytes: 8 * 1024 * 1024, largest: small })

  async function make(id: string, key: string, size: Size, format: Format) {
    const data = await inTurn(async () => {
      const kept = await buffer(blobs.read(blobKeys.kept(id)))
      return shrinkPicture(kept, size, format)
    })
    // The picture can be shown even if it cannot be kept; it is then made again.
    await keep(id, key, data).catch((error: unknown) => log.warn({ err: error, key }, 'derivative_not_kept'))
    return data
  }

  async function keep(imageId: string, blobKey: string, data: Buffer) {
    // The row first: whoever deletes the picture finds every blob that there may be.
    await inTransaction(db, (tx) => insertDerivative(tx, { imageId, blobKey }))
    await putBlob(blobs, blobKey, data)
    if (await findImage(db, imageId)) return
    // Deleted meanwhile, and cleaned up perhaps before the row was there.
    await blobs.delete(blobKey)
    await inTransaction(db, (tx) => deleteDerivative(tx, { imageId, blobKey }))
  }

  /** Ten pages that want the same size at once wait for one. */
  function once(key: string, work: () => Promise<Buffer>) {
    const running = underWay.get(key)
    if (running) return running
    const started = work().finally(() => underWay.delete(key))
    underWay.set(key, started)
    return started
  }

  return {
    async get({ id }: { id: string }, size: Size, format: Format): Promise<{ bytes: number; body: Buffer | Readable }> {
      const key = blobKeys.derivative(id, size, format)
      const remembered = recent.get(key)
      if (remembered) return { bytes: remembered.length, body: remembered }
      const kept = await blobs.stat(key)
      // The end is given, so that no more memory is taken for reading than there is to read.
      const read = (end: number) => blobs.read(key, { end })
      if (kept?.complete && kept.size > small) return { bytes: kept.size, body: read(kept.size - 1) }
      const data = await once(key, () => (kept?.complete ? buffer(read(kept.size - 1)) : make(id, key, size, format)))
      recent.set(key, data)
      return { bytes: data.length, body: data }
    },
  }
}
