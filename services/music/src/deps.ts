import type { BlobStore } from '@bell/platform/blobs'
import type { Clock, NewId } from '@bell/platform/clock'
import type { Db } from '@bell/platform/database'
import type { EventStream, Logger } from '@bell/platform/http'
import type { SearchIndex } from '@bell/platform/search-index'
import type { Denials } from '@bell/platform/session'
import type { MusicTables } from './tables.ts'
import type { Images } from './ingest/images.ts'

export interface MusicDeps {
  db: Db<MusicTables>
  clock: Clock
  newId: NewId
  blobs: BlobStore
  search: SearchIndex
  images: Images
  stream: EventStream
  /** Sessions that have ended: what is bound to one ends with it. */
  denials: Pick<Denials, 'hasEnded'>
  /** Signs stream addresses; the same in every process. */
  streamKey: string
  /** MusicBell's own public origin. */
  origin: string
  imgOrigin: string
  limits: {
    /** The largest file that can be uploaded, in bytes. */
    uploadBytes: number
    /** What one person's music may take, in bytes; null where there is no limit. */
    quotaBytes: number | null
  }
  /** How long what was deleted can be brought back, in ms. */
  deletedKeptMs: number
  log: Logger
}
