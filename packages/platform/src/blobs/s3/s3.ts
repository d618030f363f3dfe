import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { AppError } from '../../http/app-error.ts'
import { BlobError, type BlobStore, type DirectAnswer } from '../blobs.ts'
import { createExclusive } from '../exclusive.ts'
import { createHashes } from '../hashes.ts'
import { checkEnd, checkKey, checkRange } from '../keys.ts'
import { appendTo } from './append.ts'
import { deleteObject, dropGrowing, finish, seal } from './complete.ts'
import { statusOf, type S3Connection } from './connection.ts'
import { lookAtGrowing, readGrowing, sizeOf, writeGrowing, type Growing, type Places } from './growing.ts'
import { abortUpload } from './multipart.ts'
import { collectOrphans, listObjects } from './orphans.ts'
import { lookAtBlob, openRange, readOn, writeInto } from './reading.ts'

/** Uploads live for a day; whatever is that old and known to nobody was left by a crash. */
const graceMs = 2 * 24 * 60 * 60 * 1000

/** Of what is read back so much is hashed at once. */
const readBackBytes = 1024 * 1024

/**
 * Blobs as objects of an S3 bucket: `<key>~/blob` when complete, `<key>~/part` while it grows (growing.ts). Any number of
 * processes may use it; whoever was overtaken by another is told blob_busy, and nothing of theirs is acknowledged.
 *
 * Everything here throws AppError storage_unavailable (503) as well, where S3 does not answer in some seconds.
 * @param product whose blobs these are: a folder of the bucket
 */
export function createS3Blobs(connection: S3Connection, product: string): BlobStore {
  const { presigner } = connection
  // Two requests of this process need not find out by what they wrote.
  const exclusively = createExclusive()
  const hashes = createHashes({ idleMs: 5 * 60_000 })

  function placesOf(key: string): Places {
    checkKey(key)
    return { blob: connection.at(product, key, 'blob'), part: connection.at(product, key, 'part') }
  }

  async function missing(key: string, at: Places) {
    if (await lookAtGrowing(connection, at.part)) return incomplete(key)
    return notFound(key)
  }

  async function open(key: string, at: Places, range: { start: number; end: number }) {
    const opened = await openRange(connection, at.blob, range)
    if (!opened) throw await missing(key, at)
    return opened
  }

  /** Hashes what this process has not written itself. */
  async function readBack(key: string, at: Places, name: string, from: number) {
    const range = { start: from, end: Infinity }
    const memory = new Uint8Array(new SharedArrayBuffer(readBackBytes))
    let position = from
    let filled = 0
    const hash = async () => {
      await hashes.add(name, position, memory.subarray(0, filled))
      position += filled
      filled = 0
    }
    for await (const piece of readOn(connection, at.blob, range, await open(key, at, range))) {
      if (filled + piece.length > memory.length) await hash()
      memory.set(piece, filled)
      filled += piece.length
    }
    await hash()
  }

  return {
    async begin(key) {
      const at = placesOf(key)
      await exclusively(key, async () => {
        if (await lookAtBlob(connection, at.blob)) throw exists(key)
        const before = await readGrowing(connection, at.part)
        const now = await writeGrowing(connection, at.part, nothing(), before ?? null)
        if (!before) return
        if (before.uploadId !== null) await abortUpload(connection, at.blob, before.uploadId)
        if (!before.sealed || !(await lookAtBlob(connection, at.blob))) return
        // Whoever sealed it was faster.
        await dropGrowing(connection, at, now)
        throw exists(key)
      })
    },

    async append(key, offset, bytes) {
      const at = placesOf(key)
      return exclusively(key, async () => {
        const state = await readGrowing(connection, at.part)
        if (state?.sealed) await finish(connection, at, state)
        if (state?.sealed || (!state && (await lookAtBlob(connection, at.blob)))) throw complete(key)
        if (!state) throw notFound(key)
        checkEnd(key, sizeOf(state), offset)
        let position = offset
        const hash = (piece: Uint8Array<SharedArrayBuffer>) => {
          position += piece.length
          return hashes.add(state.begun, position - piece.length, piece)
        }
        try {
          return sizeOf(await appendTo(connection, at, state, bytes, hash))
        } catch (error) {
          // Where the source failed, all was kept; where it was not kept, what was hashed is not the blob's.
          const isOurs = error instanceof BlobError || error instanceof AppError
          if (isOurs || statusOf(error) !== undefined) hashes.forget(state.begun)
          throw error
        }
      })
    },

    async complete(key, size) {
      const at = placesOf(key)
      return exclusively(key, async () => {
        const state = await readGrowing(connection, at.part)
        if (state) {
          checkEnd(key, sizeOf(state), size)
          return finish(connection, at, await seal(connection, at, state))
        }
        const made = await lookAtBlob(connection, at.blob)
        if (!made) throw notFound(key)
        checkEnd(key, made.size, size)
        return { size: made.size }
      })
    },

    async hash(key) {
      const at = placesOf(key)
      const blob = await lookAtBlob(connection, at.blob)
      if (!blob) throw await missing(key, at)
      const name = blob.begun ?? key
      for (;;) {
        const { hash, knownTo } = await hashes.finish(name, blob.size)
        if (hash !== undefined) return hash
        await readBack(key, at, name, knownTo)
      }
    },

    async stat(key) {
      const at = placesOf(key)
      const made = await lookAtBlob(connection, at.blob)
      if (made) return { size: made.size, complete: true }
      const growing = await lookAtGrowing(connection, at.part)
      if (growing) return { size: growing.size, complete: false }
      // Completed between the two looks.
      const late = await lookAtBlob(connection, at.blob)
      return late && { size: late.size, complete: true }
    },

    read(key, range = {}) {
      const at = placesOf(key)
      const wanted = checkRange(range)
      async function* bytes() {
        yield* readOn(connection, at.blob, wanted, await open(key, at, wanted))
      }
      return Readable.from(bytes(), { objectMode: false })
    },

    async send(key, range, to, opened) {
      const at = placesOf(key)
      const wanted = checkRange(range)
      const found = await open(key, at, wanted)
      try {
        opened?.(found.size)
      } catch (error) {
        found.body?.destroy()
        throw error
      }
      await writeInto(to, readOn(connection, at.blob, wanted, found))
    },

    ...(presigner && {
      direct: {
        origin: presigner.origin,
        address: async (key: string, as: DirectAnswer) => presigner.addressOf(placesOf(key).blob, as),
      },
    }),

    async *list(prefix = '') {
      const root = connection.prefixOf(product)
      for await (const { Key, Size } of listObjects(connection, root + prefix)) {
        const [, key, kind] = /^(.*)~\/(blob|part)$/.exec(Key!.slice(root.length)) ?? []
        if (key === undefined) continue
        if (kind === 'blob') yield { key, size: Size!, complete: true }
        else {
          const found = await this.stat(key)
          // The part of a blob that is complete is about to go.
          if (found && !found.complete) yield { key, ...found }
        }
      }
    },

    tidy: (signal, log) => collectOrphans(connection, product, { graceMs, signal, log }),

    async delete(key) {
      const at = placesOf(key)
      const growing = await readGrowing(connection, at.part)
      if (growing) {
        await deleteObject(connection, at.part)
        if (growing.uploadId !== null) await abortUpload(connection, at.blob, growing.uploadId)
      }
      await deleteObject(connection, at.blob)
    },
  }
}

function nothing(): Omit<Growing, 'etag'> {
  return { begun: randomUUID(), sealed: false, uploadId: null, parts: [], reserved: 0, tail: Buffer.alloc(0) }
}

const exists = (key: string) => new BlobError('blob_exists', `The blob ${key} is already complete.`)
const complete = (key: string) => new BlobError('blob_complete', `The blob ${key} is complete and takes no more.`)
const notFound = (key: string) => new BlobError('blob_not_found', `There is no blob ${key}.`)
const incomplete = (key: string) => new BlobError('blob_incomplete', `The blob ${key} is not complete yet.`)
