import fs from 'node:fs'
import { open, opendir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { createRoom, type Room } from '../disk/index.ts'
import { BlobError, type BlobStore } from './blobs.ts'
import { checkEnd, checkRange } from './keys.ts'
import { blobPaths, type BlobPaths } from './paths.ts'
import { isMissing, makeFolder, syncFolder } from './durable.ts'
import { createExclusive } from './exclusive.ts'
import { createHashes } from './hashes.ts'
import { sendFile } from './send-file.ts'

// Measured by piping 8 MB from the page cache to 100 HTTP clients: 128 kB chunks 1.5 GB/s, 256 kB 2.0, 512 kB 2.4, in
// much the same memory; 64 kB, Node's own choice, has half of it.
const READ_CHUNK = 512 * 1024

/** So many bytes begin to go to the disk, and to be hashed, while more come: what is left for the end is little. */
const AHEAD = 8 * 1024 * 1024

/** Bytes that have come and wait for the write before them. */
const MOST_UNWRITTEN = 1024 * 1024

/**
 * Blobs as files below a folder: `<key>~part` while it grows, `<key>~blob` when it is complete. The folder belongs
 * to one process at a time; the next one goes on where it ended.
 * @param proxyPrefix under which a proxy in front serves the folder, such as `/_blobs/`
 */
export function createFileBlobs({ folder, proxyPrefix }: { folder: string; proxyPrefix?: string }): BlobStore {
  const root = path.resolve(folder)
  const exclusively = createExclusive()
  const hashes = createHashes({ idleMs: 20_000 })
  const room = createRoom(root)

  return {
    async begin(key) {
      const at = blobPaths(root, key)
      await exclusively(key, async () => {
        if (await sizeOf(at.blob)) throw new BlobError('blob_exists', `The blob ${key} is already complete.`)
        await makeFolder(at.folder)
        hashes.forget(at.part)
        const file = await open(at.part, 'w')
        await file.sync().finally(() => file.close())
        await syncFolder(at.folder)
      })
    },

    async append(key, offset, bytes) {
      const at = blobPaths(root, key)
      return exclusively(key, async () => {
        const file = await openPart(key, at)
        try {
          checkEnd(key, (await file.stat()).size, offset)
          const end = await writeAll(file, offset, bytes, room, {
            follow: (written) => hashes.follow(at.part, written),
            forget: () => hashes.forget(at.part),
          })
          if ((await file.stat()).nlink === 0) throw notFound(key)
          return end
        } finally {
          await file.close()
        }
      })
    },

    async complete(key, size) {
      const at = blobPaths(root, key)
      return exclusively(key, async () => {
        const completed = await sizeOf(at.blob)
        const found = completed ?? (await sizeOf(at.part))
        if (!found) throw notFound(key)
        checkEnd(key, found.size, size)
        if (completed) return completed
        await rename(at.part, at.blob)
        await syncFolder(at.folder)
        return found
      })
    },

    async stat(key) {
      const at = blobPaths(root, key)
      // In the order in which a blob lives, so that one being completed meanwhile is not missed.
      const part = await sizeOf(at.part)
      if (part) return { ...part, complete: false }
      const blob = await sizeOf(at.blob)
      return blob && { ...blob, complete: true }
    },

    async hash(key) {
      const at = blobPaths(root, key)
      const blob = await sizeOf(at.blob)
      if (blob) return hashes.finishFile(at.part, at.blob, blob.size)
      throw (await sizeOf(at.part)) ? incomplete(key) : notFound(key)
    },

    read(key, range = {}) {
      return openRead(key, blobPaths(root, key), range)
    },

    async send(key, range, to, opened) {
      const at = blobPaths(root, key)
      const { start, end } = checkRange(range)
      const fd = await new Promise<number>((resolve, reject) => {
        openBlob(key, at, (error, file) => (error ? reject(error) : resolve(file)))
      })
      const { size } = fs.fstatSync(fd)
      try {
        opened?.(size)
      } catch (error) {
        fs.closeSync(fd)
        throw error
      }
      await sendFile(fd, start, Math.min(end + 1, size), to)
    },

    // No name that a key makes holds a letter which an address would have to escape.
    ...(proxyPrefix !== undefined && {
      proxyAddress: (key: string) =>
        proxyPrefix + path.relative(root, blobPaths(root, key).blob).replaceAll(path.sep, '/'),
    }),

    async *list(prefix = '') {
      for await (const entry of walk(root)) {
        const [, key, kind] = /^(.*)~(blob|part)$/.exec(entry) ?? []
        if (!key?.startsWith(prefix)) continue
        const found = await sizeOf(path.join(root, entry))
        if (found) yield { key, ...found, complete: kind === 'blob' }
      }
    },

    async delete(key) {
      const at = blobPaths(root, key)
      // The part first: a blob that is completed meanwhile is then found under its second name.
      await rm(at.part, { force: true })
      await rm(at.blob, { force: true })
      await syncFolder(at.folder).catch(ignoreMissing)
    },
  }
}

/**
 * Writes until the source ends or fails; either way, what the file then holds is on the disk: all that arrived, unless
 * the disk fails. What comes while a write is under way makes the next one: a fast source is written in large pieces, a
 * slow one at once.
 */
async function writeAll(
  file: FileHandle,
  offset: number,
  bytes: AsyncIterable<Uint8Array>,
  room: Room,
  hash: { follow: (end: number) => void; forget: () => void },
) {
  let end = offset
  let synced = offset
  let came: Uint8Array[] = []
  let size = 0
  let failure: { error: unknown } | undefined
  let lost = false
  let writing: Promise<void> | undefined
  let flushing: Promise<void> | undefined
  let next = offset + AHEAD

  async function sync(how: 'sync' | 'datasync') {
    const reached = end
    try {
      await file[how]()
      // A disk says once that it has lost something: no sync after that hears of it again.
      if (!lost) synced = reached
    } catch (error) {
      lost = true
      failure ??= { error }
    }
  }

  function workAhead() {
    next = end + AHEAD
    hash.follow(end)
    flushing ??= sync('datasync').finally(() => void (flushing = undefined))
  }

  async function drain() {
    try {
      while (came.length > 0) {
        const piece = came.length === 1 ? came[0]! : Buffer.concat(came)
        came = []
        size = 0
        await room(piece.byteLength)
        for (let written = 0; written < piece.byteLength;) {
          const { bytesWritten } = await file.write(piece, written, piece.byteLength - written, end)
          written += bytesWritten
          end += bytesWritten
        }
        if (end >= next) workAhead()
      }
    } catch (error) {
      failure = { error }
    } finally {
      writing = undefined
    }
  }

  try {
    for await (const chunk of bytes) {
      came.push(chunk)
      size += chunk.byteLength
      writing ??= drain()
      if (size >= MOST_UNWRITTEN) await writing
      if (failure) break
    }
  } catch (error) {
    failure ??= { error }
  }
  await writing
  await flushing
  await sync('sync')
  if (lost) {
    hash.forget()
    await file.truncate(synced)
    await file.sync()
  }
  if (failure) throw failure.error
  return end
}

async function openPart(key: string, at: BlobPaths) {
  try {
    return await open(at.part, 'r+')
  } catch (error) {
    if (!isMissing(error)) throw error
    if (await sizeOf(at.blob)) throw new BlobError('blob_complete', `The blob ${key} is complete and takes no more.`)
    throw notFound(key)
  }
}

function openBlob(key: string, at: BlobPaths, done: (error: Error | null, fd: number) => void) {
  fs.open(at.blob, 'r', (error, fd) => {
    if (!error || !isMissing(error)) return done(error, fd)
    fs.access(at.part, (missing) => done(missing ? notFound(key) : incomplete(key), 0))
  })
}

function openRead(key: string, at: BlobPaths, range: { start?: number; end?: number }): Readable {
  const { start, end } = checkRange(range)
  const open = ((_file: string, _flags: string, _mode: number, done: (error: Error | null, fd: number) => void) =>
    openBlob(key, at, done)) as typeof fs.open
  return fs.createReadStream(at.blob, {
    start,
    end,
    highWaterMark: READ_CHUNK,
    fs: { open, read: fs.read, close: fs.close },
  })
}

/** Files below a folder, as paths with slashes. */
async function* walk(root: string, below = ''): AsyncGenerator<string> {
  const folder = await opendir(path.join(root, below)).catch(ignoreMissing)
  if (!folder) return
  for await (const entry of folder) {
    const name = below ? `${below}/${entry.name}` : entry.name
    if (entry.isDirectory()) yield* walk(root, name)
    else yield name
  }
}

async function sizeOf(file: string) {
  const found = await stat(file).catch(ignoreMissing)
  return found && { size: found.size }
}

function ignoreMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

const notFound = (key: string) => new BlobError('blob_not_found', `There is no blob ${key}.`)
const incomplete = (key: string) => new BlobError('blob_incomplete', `The blob ${key} is not complete yet.`)
