import { BlobError } from '../blobs/index.ts'
import { AppError, conflict, type User } from '../http/index.ts'
import type { MemoryLocker } from '@tus/server'
import type { Readable } from 'node:stream'
import type { UploadDeps } from './deps.ts'
import type { UploadTable } from './uploads.tables.ts'
import { tooLarge } from './too-large.ts'
import { completeUpload, getUpload } from './uploads.ts'

export interface Part {
  id: string
  offset: number
  /** Of the body, where the sender announced it. */
  length: number | undefined
  body: Readable
}

/**
 * Takes one part of an upload from the connection to the disk, and hands the upload on when it was the last. Whoever
 * comes later takes over: a connection that has died without a word does not hold an upload.
 *
 * @returns the upload and where it ends now
 * @throws upload_offset_conflict (409), upload_too_large (413), upload_busy (423), storage_full (507)
 */
export async function receivePart(deps: UploadDeps, locker: MemoryLocker, user: User, part: Part) {
  const { id, offset, length, body } = part
  const left = new AbortController()
  const leave = () => left.abort()
  body.once('close', leave)
  const lock = locker.newLock(id)
  await lock
    .lock(left.signal, () => void body.destroy())
    .catch(() => {
      throw new AppError(423, 'upload_busy', 'Another request is writing this upload; go on in a moment.')
    })
  try {
    body.off('close', leave)
    const upload = await getUpload(deps, user, id)
    const stored = (await deps.blobs.stat(upload.blobKey))?.size ?? 0
    if (offset !== stored) throw offsetConflict(stored)
    if (offset + (length ?? 0) > upload.bytes) throw tooLarge(deps.limits.uploadBytes)
    // Nothing is left to write, though the answer that said so may have been lost.
    const end = offset === upload.bytes ? await finish(deps, upload) : await receiveBytes(deps, upload, offset, body)
    return { upload, end }
  } finally {
    await lock.unlock()
  }
}

async function finish(deps: UploadDeps, upload: UploadTable) {
  await completeUpload(deps, upload)
  return upload.bytes
}

/** Appends what comes to an upload's blob, and completes it after the last byte. */
export async function receiveBytes(deps: UploadDeps, upload: UploadTable, offset: number, body: Readable) {
  const { blobs, limits } = deps
  const bytes = passBytes(body, upload.bytes - offset, () => tooLarge(limits.uploadBytes))
  try {
    // A crash may have come between an upload's row and its blob.
    if (offset === 0 && !(await blobs.stat(upload.blobKey))) await blobs.begin(upload.blobKey)
    const end = await blobs.append(upload.blobKey, offset, bytes)
    if (end === upload.bytes) await completeUpload(deps, upload)
    return end
  } catch (error) {
    throw explain(error)
  }
}

/** The bytes as they come. The stream stays open when they are not wanted further: an answer is still to go out. */
async function* passBytes(body: Readable, most: number, tooMuch: () => Error) {
  let count = 0
  for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    count += piece.length
    if (count > most) throw tooMuch()
    yield piece
  }
}

function explain(error: unknown) {
  // Whoever comes at the wrong place asks again where to go on (HEAD).
  if (error instanceof BlobError && error.code === 'blob_offset_mismatch') return offsetConflict(error.size ?? 0)
  if (error instanceof BlobError && error.code === 'blob_busy') {
    return new AppError(423, 'upload_busy', 'Another request is writing this upload; go on in a moment.')
  }
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    const detail = 'The connection broke before all was here; what arrived is kept.'
    return new AppError(400, 'upload_interrupted', detail, undefined, { cause: error })
  }
  return error
}

function offsetConflict(size: number) {
  return conflict('upload_offset_conflict', `This upload goes on at byte ${size}.`)
}
