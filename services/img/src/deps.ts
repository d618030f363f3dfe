import type { BlobStore } from '@bell/platform/blobs'
import type { Clock, NewId } from '@bell/platform/clock'
import type { Db } from '@bell/platform/database'
import type { EventStream, Logger } from '@bell/platform/http'
import type { KeyValue } from '@bell/platform/key-value'
import type { Denials } from '@bell/platform/session'
import type { ImgTables } from './tables.ts'

export interface ImgDeps {
  db: Db<ImgTables>
  clock: Clock
  newId: NewId
  blobs: BlobStore
  keyValue: KeyValue
  /** ImgBell's own public origin, in the addresses of pictures. */
  origin: string
  stream: Pick<EventStream, 'tell'>
  /** Sessions that have ended: addresses that were given to one end with it. */
  denials: Pick<Denials, 'hasEnded'>
  /** Signs addresses of what not everyone may see; the same in every process. */
  signKey: string
  limits: {
    /** The largest file that can be uploaded, in bytes. */
    uploadBytes: number
    /** What one person's pictures may take, in bytes; null where there is no limit. */
    quotaBytes: number | null
    /** What sizes of pictures that were made may take, in bytes; they can be made again. */
    cacheBytes: number
  }
  /** How long what was deleted can be brought back, in ms. */
  deletedKeptMs: number
  log: Logger
}
