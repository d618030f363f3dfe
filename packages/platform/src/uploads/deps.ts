import type { BlobStore } from '../blobs/index.ts'
import type { Clock, NewId } from '../clock/index.ts'
import type { Db, Tx } from '../database/index.ts'
import type { Logger, User } from '../http/index.ts'
import type { UploadTables } from './uploads.tables.ts'

/** What a service that takes uploads has anyway. */
export interface UploadDeps {
  db: Db<UploadTables>
  clock: Clock
  newId: NewId
  blobs: BlobStore
  /** The service's own public origin. */
  origin: string
  limits: {
    /** The largest file that can be uploaded, in bytes. */
    uploadBytes: number
    /** What one person's files may take, in bytes; null where there is no limit. */
    quotaBytes: number | null
  }
  log: Logger
}

/** What is a service's own about uploads. */
export interface UploadRules {
  /** @throws where the person may not add anything here */
  checkMayAdd(user: User): void
  /** What is kept of a person's files already, in bytes, but for uploads. @param db the service's own database */
  // oxlint-disable-next-line typescript/no-explicit-any -- of the service's own tables
  sumKept(db: Db<any> | Tx<any>, userId: string): Promise<number>
}
