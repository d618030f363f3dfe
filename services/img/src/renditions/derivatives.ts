import { setImmediate as nextTurn } from 'node:timers/promises'
import { buffer } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { hasten } from '@bell/platform/leases'
import type { ImgDeps } from '../deps.ts'
import { findImage } from '../images/images.queries.ts'
import { blobKeys, putBlob } from '../images/stored-blobs.ts'
import { shrinkPicture } from '../sharp/shrink-picture.ts'
import { createTurns } from '../sharp/turns.ts'
import type { ImageTable } from '../tables.ts'
import {
  deleteDerivative,
  insertDerivative,
  listOldest,
  sumDerivatives,
  touchDerivatives,
} from './derivatives.queries.ts'
import { createRecentRenditions } from './recent-renditions.ts'
import type { Format, Size } from './sizes.ts'

/** Up to this many bytes a picture is answered from memory, else as a stream. */
const small = 64 * 1024
/** Sizes of which it is remembered that they were asked for, before that is written. */
const mostAsked = 10_000
/** Rows changed by one statement. */
const atOnce = 200
/** What a sweep leaves of the limit, so that it is not due again at once. */
const left = 0.9

/** One process at a time keeps sizes to their limit. */
export const sizesSchedule = 'sizes'

export type Derivatives = ReturnType<typeof createDerivatives>

/**
 * Sizes of pictures, each made once and kept: the ladder bounds how many there are of each picture, the turns how many
 * are made at a time, and `cacheBytes` what all of them take.
 */
export function createDerivatives(deps: ImgDeps) {
  const { db, blobs, clock, log, limits } = deps
  const inTurn = createTurns({ atOnce: 2, waiting: 300 })
  const underWay = new Map<string, Promise<Buffer>>()
  const unkept = new Map<string, { data: Buffer; kept: Promise<void> }>()
  const recent = createRecentRenditions({ mostBytes: 8 * 1024 * 1024, largest: small })
  /** Asked for since that was last noted, and of which pictures. */
  const asked = new Map<string, string>()
  let madeBytes = 0

  async function make({ id, animated }: Pick<ImageTable, 'id' | 'animated'>, key: string, size: Size, format: Format) {
    const data = await inTurn(async () => {
      const kept = await buffer(blobs.read(blobKeys.kept(id)))
      return shrinkPicture(kept, size, format, animated === 1)
    })
    // Whoever waits for it is answered first; it can be shown even if it cannot be kept, and is then made again.
    const kept = keep(id, key, data)
      .catch((error: unknown) => log.warn({ err: error, key }, 'derivative_not_kept'))
      .finally(() => unkept.delete(key))
    unkept.set(key, { data, kept })
    return data
  }

  async function keep(imageId: string, blobKey: string, data: Buffer) {
    // The row first: whoever deletes the picture finds every blob that there may be.
    await insertDerivative(db, { imageId, blobKey, bytes: data.length, usedAt: clock.now() })
    await putBlob(blobs, blobKey, data)
    madeBytes += data.length
    // Far from the limit the regular sweep is soon enough.
    if (madeBytes > limits.cacheBytes * (1 - left)) {
      madeBytes = 0
      await hasten(db, sizesSchedule)
    }
    if (await findImage(db, imageId)) return
    // Deleted meanwhile, and cleaned up perhaps before the row was there.
    await blobs.delete(blobKey)
    await deleteDerivative(db, { imageId, blobKey })
  }

  /** Ten pages that want the same size at once wait for one. */
  function once(key: string, work: () => Promise<Buffer>) {
    const running = underWay.get(key)
    if (running) return running
    const started = work().finally(() => underWay.delete(key))
    underWay.set(key, started)
    return started
  }

  /** Writes down which sizes were asked for. */
  async function note() {
    const used = [...asked]
    asked.clear()
    for (let from = 0; from < used.length; from += atOnce) {
      const part = used.slice(from, from + atOnce)
      await touchDerivatives(
        db,
        part.map(([key]) => key),
        part.map(([, id]) => id),
        clock.now(),
      )
      await nextTurn()
    }
  }

  /** Takes away what was not asked for the longest, until the rest keeps to the limit. */
  async function sweep(signal: AbortSignal) {
    await note()
    let bytes = await sumDerivatives(db)
    if (bytes <= limits.cacheBytes) return
    while (bytes > limits.cacheBytes * left) {
      // What is asked for this moment is being read.
      const oldest = (await listOldest(db, atOnce)).filter(({ blobKey }) => !asked.has(blobKey))
      if (oldest.length === 0) return
      for (const derivative of oldest) {
        if (bytes <= limits.cacheBytes * left) break
        signal.throwIfAborted()
        await blobs.delete(derivative.blobKey)
        await deleteDerivative(db, derivative)
        bytes -= derivative.bytes
      }
    }
  }

  return {
    async get(
      image: Pick<ImageTable, 'id' | 'animated'>,
      size: Size,
      format: Format,
    ): Promise<{ bytes: number; body: Buffer | Readable }> {
      const key = blobKeys.derivative(image.id, size, format)
      asked.set(key, image.id)
      if (asked.size >= mostAsked) {
        note().catch((err: unknown) => log.error({ err }, 'It could not be noted which sizes are asked for'))
      }
      const inMemory = () => recent.get(key) ?? unkept.get(key)?.data
      const remembered = inMemory()
      if (remembered) return { bytes: remembered.length, body: remembered }
      const kept = await blobs.stat(key)
      // The end is given, so that no more memory is taken for reading than there is to read.
      const read = (end: number) => blobs.read(key, { end })
      if (kept?.complete && kept.size > small) return { bytes: kept.size, body: read(kept.size - 1) }
      const load = () => (kept?.complete ? buffer(read(kept.size - 1)) : make(image, key, size, format))
      // Another request may have made it while the store was asked.
      const data = inMemory() ?? (await once(key, load))
      recent.set(key, data)
      return { bytes: data.length, body: data }
    },
    note,
    sweep,
    /** Resolves when what was made is kept. */
    async settled() {
      await Promise.all(Array.from(unkept.values(), ({ kept }) => kept))
    },
  }
}
