import { BlobError } from '../blobs/index.ts'
import { inTransaction } from '../database/index.ts'
import { conflict, gone, notFound, type User } from '../http/index.ts'
import type { UploadTable } from './uploads.tables.ts'
import type { UploadDeps, UploadRules } from './deps.ts'
import { reserveRoom } from './quota.ts'
import {
  deleteUpload,
  expireUpload,
  findUpload,
  insertUpload,
  listExpired,
  listUploads,
  setContentHash,
  type ListedUploads,
} from './uploads.queries.ts'

/** An upload of which nothing was made is kept so long, from its creation. */
export const uploadLifeMs = 24 * 60 * 60 * 1000

/*
 * The row comes before its blob and goes after it: whatever a crash leaves is found by its row and swept in the end.
 */

export interface NewUpload {
  id: string
  fileName: string
  bytes: number
  fingerprint: string | null
}

/** @throws too_many_uploads, quota_exceeded */
export async function createUpload(deps: UploadDeps, rules: UploadRules, user: User, upload: NewUpload) {
  const { db, blobs, clock, limits } = deps
  const createdAt = clock.now()
  const row = {
    ...upload,
    userId: user.id,
    blobKey: `uploads/${upload.id}`,
    contentHash: null,
    claimed: 0,
    createdAt,
    expiresAt: createdAt + uploadLifeMs,
  }
  await inTransaction(db, async (tx) => {
    await reserveRoom(tx, limits, rules, user.id, upload.bytes)
    await insertUpload(tx, row)
  })
  try {
    await blobs.begin(row.blobKey)
  } catch (error) {
    await discardUpload(deps, row)
    throw error
  }
}

/** A person's own upload, alive. @throws upload_not_found (404; another's too), upload_expired (410) */
export async function getUpload({ db, clock }: UploadDeps, user: User, id: string) {
  const upload = await findUpload(db, id)
  if (!upload || upload.userId !== user.id) throw uploadNotFound()
  if (!upload.claimed && upload.expiresAt <= clock.now()) {
    throw gone('upload_expired', 'This upload was left too long; send the file again.')
  }
  return upload
}

export function uploadNotFound() {
  return notFound('upload_not_found', 'This upload is not here (any more).')
}

/** What of a person's files is on its way, with the bytes that have arrived. */
export async function findUnfinished({ db, blobs, clock }: UploadDeps, user: User, range: ListedUploads) {
  const rows = await listUploads(db, { ...range, userId: user.id, now: clock.now() })
  return Promise.all(rows.map(async (row) => ({ ...row, receivedBytes: (await blobs.stat(row.blobKey))?.size ?? 0 })))
}

/**
 * Completes an upload of which every byte is here; again is no error.
 * @returns the content's SHA-256, hex. @throws upload_incomplete (409)
 */
export async function completeUpload({ db, blobs }: UploadDeps, upload: UploadTable) {
  if (upload.contentHash !== null) return upload.contentHash
  const stored = await blobs.stat(upload.blobKey)
  if (stored?.size !== upload.bytes) {
    throw conflict('upload_incomplete', 'The file has not arrived whole yet; let the upload end first.')
  }
  await blobs.complete(upload.blobKey, upload.bytes)
  const contentHash = await blobs.hash(upload.blobKey)
  await setContentHash(db, upload.id, contentHash)
  return contentHash
}

/** Takes an upload away, bytes and row. @returns false where it is claimed: then it stays */
export async function discardUpload(deps: UploadDeps, upload: { id: string; blobKey: string }) {
  if (!(await expireUpload(deps.db, upload.id, deps.clock.now()))) return false
  await removeExpired(deps, upload)
  return true
}

/** Takes away uploads that were left, a hundred at a time. */
export async function sweepUploads(deps: UploadDeps) {
  for (const upload of await listExpired(deps.db, deps.clock.now(), 100)) {
    try {
      await removeExpired(deps, upload)
    } catch (error) {
      // Its last bytes are being written this moment; it is as old the next time.
      if (!(error instanceof BlobError)) {
        deps.log.error({ err: error, upload: upload.id }, 'An expired upload could not be removed')
      }
    }
  }
}

async function removeExpired({ db, blobs }: UploadDeps, { id, blobKey }: { id: string; blobKey: string }) {
  await blobs.delete(blobKey)
  await deleteUpload(db, id)
}
