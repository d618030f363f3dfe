import { BlobError } from '@bell/platform/blobs'
import { badRequest, forbidden, tooMany, type User } from '@bell/platform/http'
import { DataStore, Upload } from '@tus/server'
import type { Readable } from 'node:stream'
import type { MusicDeps } from '../deps.ts'
import { countUploads, deleteUpload, insertUpload } from './uploads.queries.ts'
import { completeUpload, getUpload, uploadLifeMs } from './uploads.ts'

/** Uploads of one person that are not finished business yet. */
const mostUploads = 500

/**
 * What the tus protocol (1.0.0) writes to: rows say whose an upload is and how long it will be, the blob store how much
 * of it has arrived. One is made for each request, and asks for everything as its person: nobody meets another's upload.
 */
export class TusStore extends DataStore {
  readonly #deps: MusicDeps
  readonly #user: User

  constructor(deps: MusicDeps, user: User) {
    super()
    this.#deps = deps
    this.#user = user
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration']
  }

  override async create(upload: Upload) {
    const { db, blobs, clock } = this.#deps
    const user = this.#user
    if (upload.size === 0) throw badRequest('file_empty', 'This file is empty.')
    if ((await countUploads(db, user.id)) >= mostUploads) {
      throw tooMany('too_many_uploads', 'Many uploads of yours are still open; let some end, or wait a day.', 60_000)
    }
    const createdAt = clock.now()
    const blobKey = `uploads/${upload.id}`
    await blobs.begin(blobKey)
    await insertUpload(db, {
      id: upload.id,
      userId: user.id,
      blobKey,
      fileName: plainName(upload.metadata?.filename ?? ''),
      bytes: upload.size!,
      contentHash: null,
      claimed: 0,
      fingerprint: null,
      createdAt,
      expiresAt: createdAt + uploadLifeMs,
    })
    return upload
  }

  override async getUpload(id: string) {
    const row = await getUpload(this.#deps, this.#user, id)
    const stored = await this.#deps.blobs.stat(row.blobKey)
    // Size and offset, and nothing of what was announced: nobody has to be told their own file's name.
    return new Upload({ id, size: row.bytes, offset: stored?.size ?? 0 })
  }

  override async write(stream: Readable, id: string, offset: number) {
    const row = await getUpload(this.#deps, this.#user, id)
    const size = await this.#append(row.blobKey, offset, stream)
    if (size === row.bytes) await completeUpload(this.#deps, row)
    return size
  }

  override async remove(id: string) {
    const row = await getUpload(this.#deps, this.#user, id)
    if (row.claimed) throw forbidden('upload_claimed', 'This upload is a track already; delete the track instead.')
    await this.#deps.blobs.delete(row.blobKey)
    await deleteUpload(this.#deps.db, id)
  }

  async #append(key: string, offset: number, stream: Readable) {
    try {
      return await this.#deps.blobs.append(key, offset, stream)
    } catch (error) {
      // Whoever comes at the wrong place asks again where to go on (HEAD).
      if (error instanceof BlobError && (error.code === 'blob_offset_mismatch' || error.code === 'blob_busy')) {
        throw Object.assign(error, { status_code: 409, body: 'Upload-Offset conflict\n' })
      }
      throw error
    }
  }
}

/** A file's name without folders and control characters; it is shown and becomes a title, it never is a path. */
function plainName(name: string) {
  return (name.split(/[/\\]/).at(-1) ?? '').replaceAll(/\p{Cc}/gu, '').slice(0, 255)
}
