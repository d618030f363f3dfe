import type { BlobStore } from '@bell/platform/blobs'
import type { Clock, NewId } from '@bell/platform/clock'
import type { Db } from '@bell/platform/database'
import type { Logger } from '@bell/platform/http'
import type { ImgTables } from './tables.ts'

export interface ImgDeps {
  db: Db<ImgTables>
  clock: Clock
  newId: NewId
  blobs: BlobStore
  /** ImgBell's own public origin, in the addresses of pictures. */
  origin: string
  log: Logger
}
