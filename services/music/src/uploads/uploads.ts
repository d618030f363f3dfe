import { BlobError } from '@bell/platform/blobs'
import { conflict, gone, notFound, type User } from '@bell/platform/http'
import { createHash } from 'node:crypto'
import type { UploadTable } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { deleteUpload, findUpload, listExpired, setContentHash } from './uploads.queries.ts'

/** An upload that became no track is kept so long, from its creation. */
export const uploadLifeMs = 24 * 60 * 60 * 1000

/** A person's own upload, alive. @throws upload_not_found (404; another's too), upload_expired (410) */
export async function getUpload({ db, clock }: MusicDeps, user: User, id: string) {
  const upload = await findUpload(db, id)
  if (!upload || upload.userId !== user.id) throw notFound('upload_not_found', 'This upload is not here (any more).')
  if (!upload.claimed && upload.expiresAt <= clock.now()) {
    throw gone('upload_expired', 'This upload was left too long; send the file again.')
  }
  return upload
}

/**
 * Completes an upload of which every byte is here, and finds its content's hash; again is no error.
 * @throws upload_incomplete (409)
 */
export async function completeUpload({ db, blobs }: MusicDeps, upload: UploadTable) {
  if (upload.contentHash !== null) return upload.contentHash
  const stored = await blobs.stat(upload.blobKey)
  if (stored?.size !== upload.bytes) {
    throw conflict('upload_incomplete', 'The file has not arrived whole yet; let the upload end first.')
  }
  await blobs.complete(upload.blobKey)
  const contentHash = await hashBlob(blobs, upload.blobKey)
  await setContentHash(db, upload.id, contentHash)
  return contentHash
}

/*
 * Read back once when all is here, rather than while it comes: an upload may go on in another process, and the state
 * of a hash cannot be carried there. A piece of 256 kB takes 0.2 ms, and between pieces the event loop is free.
 */
async function hashBlob(blobs: MusicDeps['blobs'], key: string) {
  const hash = createHash('sha256')
  for await (const piece of blobs.read(key)) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** Takes away uploads that were left. A crash between the blob and the row leaves the row for the next time. */
export async function sweepUploads({ db, blobs, clock, log }: MusicDeps) {
  for (const { id, blobKey } of await listExpired(db, clock.now(), 20)) {
    try {
      await blobs.delete(blobKey)
      await deleteUpload(db, id)
    } catch (error) {
      // Its last bytes are being written this moment; it is as old the next time.
      if (!(error instanceof BlobError)) log.error({ err: error, upload: id }, 'An expired upload could not be removed')
    }
  }
}
