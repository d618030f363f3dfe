import { badRequest, forbidden, type User } from '../http/index.ts'
import { DataStore, Upload } from '@tus/server'
import type { Readable } from 'node:stream'
import type { UploadDeps, UploadRules } from './deps.ts'
import { receiveBytes } from './receive.ts'
import { Fingerprint } from './uploads.schema.ts'
import { createUpload, discardUpload, getUpload } from './uploads.ts'

/**
 * What the tus protocol (1.0.0) writes to: rows say whose an upload is and how long it will be, the blob store how much
 * of it has arrived. One is made for each request, and asks for everything as its person: nobody meets another's upload.
 */
export class TusStore extends DataStore {
  readonly #deps: UploadDeps
  readonly #rules: UploadRules
  readonly #user: User

  constructor(deps: UploadDeps, rules: UploadRules, user: User) {
    super()
    this.#deps = deps
    this.#rules = rules
    this.#user = user
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration']
  }

  override async create(upload: Upload) {
    if (upload.size === 0) throw badRequest('file_empty', 'This file is empty.')
    await createUpload(this.#deps, this.#rules, this.#user, {
      id: upload.id,
      fileName: plainName(upload.metadata?.filename ?? ''),
      bytes: upload.size!,
      fingerprint: readFingerprint(upload.metadata?.fingerprint),
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
    return receiveBytes(this.#deps, row, offset, stream)
  }

  override async remove(id: string) {
    const row = await getUpload(this.#deps, this.#user, id)
    if (await discardUpload(this.#deps, row)) return
    throw forbidden('upload_claimed', 'Something was made of this upload already; delete that instead.')
  }
}

/** A file's name without folders and control characters; it is shown and may become a title, it never is a path. */
function plainName(name: string) {
  return (name.split(/[/\\]/).at(-1) ?? '')
    .replaceAll(/\p{Cc}/gu, '')
    .slice(0, 255)
    .toWellFormed()
}

function readFingerprint(given: string | null | undefined) {
  if (given === null || given === undefined) return null
  const { success, data } = Fingerprint.safeParse(given)
  if (!success) throw badRequest('fingerprint_invalid', 'A fingerprint is up to 200 letters, digits and . _ : -')
  return data
}
