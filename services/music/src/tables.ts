import type { TableRegistry } from '@bell/platform/database'
import type { Generated } from 'kysely'
import { eventTables, type EventTables } from '@bell/platform/events'
import { uploadTables, type UploadTables } from '@bell/platform/uploads'
import { leaseTables, type LeaseTables } from '@bell/platform/leases'
import type { LeaverTables } from '@bell/platform/people'
import { sessionTables, type SessionTables } from '@bell/platform/session'
import type { Analysis, Failure, Role, Status, Visibility } from './tracks/tracks.schema.ts'

/** The bytes of tracks, one row for each different content; several tracks may share one. */
export interface BlobTable {
  /** SHA-256 of the content, hex. */
  hash: string
  /** Where the blob store has it. */
  key: string
  bytes: number
  /** Of the file beside it that browsers play (sound/playable.ts), or null where they play this one. */
  playableBytes: number | null
  createdAt: number
}

/** What decoding a content found; there is no row while it is still to be decoded. Goes with its blob. */
export interface SoundAnalysisTable {
  contentHash: string
  state: Exclude<Analysis, 'pending'>
  /** The waveform: the greatest amplitude of each of up to 1,000 equal stretches, a byte each. */
  peaks: Uint8Array | null
  /** Integrated loudness by EBU R 128, LUFS. */
  loudnessLufs: number | null
  /** True peak, dBFS. */
  peakDbfs: number | null
  /** JSON: Damage, where less could be decoded than the file plays. */
  damage: string | null
  analysedAt: number
}

/** How a content without a table of its own is sent so that players seek in it; see streaming/seek-index. Goes with its blob. */
export interface SeekIndexTable {
  contentHash: string
  /** Sent instead of the content's first `dataStart` bytes. */
  head: Uint8Array
  headBytes: number
  dataStart: number
}

export interface ArtistTable {
  id: string
  name: string
  nameKey: string
  /** JSON: [{language,name}]: the name in other scripts. */
  otherNames: string
  biography: string
  /** JSON: [{kind,url}] */
  links: string
  /** A picture at ImgBell. */
  photoId: string | null
  /** The colour that stands out in it, #rrggbb. */
  photoColor: string | null
  createdBy: string
  createdAt: number
  /** 1 for what the demonstration catalogue brought, so that it can be taken away again. */
  demo: number
  /** When it was deleted, until its time is over; 0 from then on: it is being taken away and cannot be brought back. */
  deletedAt: number | null
  /** What it was deleted with, `account:ID`; it comes back with that. null where by itself. */
  deletedWith: string | null
  revision: number
}

/** The keys of an artist's names in other scripts, to find them by. */
export interface ArtistOtherNameTable {
  artistId: string
  nameKey: string
}

/** A row is locked while a name is being given, so that two artists do not come to bear it unasked. */
export interface ArtistNameLockTable {
  nameKey: string
}

export interface AlbumTable {
  id: string
  title: string
  titleKey: string
  /** The album artist as text; '' where none is known. With the title it makes the album. */
  artistName: string
  artistKey: string
  artistId: string | null
  /** 1 where its tracks are of several artists: then `artistName` is nobody's. */
  compilation: number
  /** 1 where a person or a tag said whose it is; 0 where that was taken from its tracks, and may change with them. */
  artistSaid: number
  /** The binding of a name that gave it its artist. */
  bindingId: Generated<string | null>
  createdAt: number
  revision: number
}

export interface TrackTable {
  id: string
  uploadId: string
  uploaderId: string
  uploaderName: string
  title: string
  titleKey: string
  /** What the track is ordered by, see tracks/order-keys.ts. Set with the card. */
  artistKey: string
  albumKey: string
  yearKey: number
  lengthKey: number
  albumId: string | null
  /** null once the track failed: nothing of its content is kept. */
  contentHash: string | null
  status: Status
  failureCode: Failure['code'] | null
  failureDetail: string | null
  visibility: Visibility
  /** Who may see it, as a number for indexes: −1 nobody (deleted), 0 its uploader, 1 members, 2 everyone. Set with the card. */
  audience: number
  durationMs: number | null
  /** JSON: Format */
  format: string | null
  /** JSON: Damage, where the file ends early. */
  damage: string | null
  contentType: string | null
  bytes: number
  trackNumber: number | null
  discNumber: number | null
  year: number | null
  genre: string | null
  /** A picture at ImgBell. */
  coverId: string | null
  /** The colour that stands out in it, #rrggbb. */
  coverColor: string | null
  /** 1 where everyone who hears it may also take the file. */
  downloadable: number
  /** As in artist; with which it may also have been deleted, as `artist:ID`. */
  demo: number
  deletedAt: number | null
  deletedWith: string | null
  /** JSON: TrackDetails as typed by a person before ingest; these win over the tags. */
  typed: string
  createdAt: number
  revision: number
  /** The Track of the API as ready JSON text; see tracks/cards.ts. */
  card: string
}

export interface CreditTable {
  trackId: string
  position: number
  /** null: an artist who is not registered, by name only. */
  artistId: string | null
  /** The name as credited; a registered artist is shown by the present name. */
  name: string
  nameKey: string
  /** The track's. */
  uploaderId: string
  role: Role
  /** The binding of a name that gave it its artist. */
  bindingId: Generated<string | null>
}

/** A name that tracks bore as plain text became an artist's, by one person's word, who may take it back. */
export interface NameBindingTable {
  id: string
  artistId: string
  userId: string
  /** 1 where the artist was registered with it. */
  madeArtist: number
  undone: Generated<number>
  createdAt: number
}

/** A plain name that a binding took off a track, since the artist was on it already in that role. */
export interface DroppedCreditTable extends Omit<CreditTable, 'artistId' | 'bindingId'> {
  bindingId: string
}

/** What was played, as facts; everything else about listening can be rebuilt from it. */
export interface PlayTable {
  id: string
  userId: string
  trackId: string
  startedAt: number
  reportedAt: number
  positionMs: number
  /** Time heard, by the server's clock. */
  heardMs: number
  state: 'playing' | 'paused' | 'ended'
  /** When it became a listen. */
  listenedAt: number | null
}

export interface RecentTrackTable {
  userId: string
  trackId: string
  playedAt: number
}

export interface PlayQueueTable {
  userId: string
  revision: number
  /** JSON: [itemId, trackId][] */
  items: string
  /** The number that the next item is named by. */
  nextItem: number
  currentItemId: string | null
  positionMs: number
  shuffle: number
  repeat: 'off' | 'all' | 'one'
  updatedAt: number
}

/** How the demonstration catalogue stands, and in whose name it is made: one row, or none. */
export interface DemoTable {
  id: 'demo'
  state: 'making' | 'stopped' | 'there' | 'removing'
  userId: string
  userName: string
  startedAt: number
}

/** A rebuilding of the search indices that is under way; see search/reindex. */
export interface ReindexTable {
  id: 'search'
  /** JSON: ReindexState, or '' before the first step. */
  state: string
  owner: string
  /** Until when it is the owner's, if it says no more; ms UTC. */
  leaseUntil: number
}

export interface MusicTables extends EventTables, LeaseTables, LeaverTables, SessionTables, UploadTables {
  blob: BlobTable
  soundAnalysis: SoundAnalysisTable
  seekIndex: SeekIndexTable
  artist: ArtistTable
  artistOtherName: ArtistOtherNameTable
  artistNameLock: ArtistNameLockTable
  album: AlbumTable
  track: TrackTable
  credit: CreditTable
  play: PlayTable
  recentTrack: RecentTrackTable
  playQueue: PlayQueueTable
  demo: DemoTable
  nameBinding: NameBindingTable
  droppedCredit: DroppedCreditTable
  reindex: ReindexTable
}

export const musicTables = {
  ...eventTables,
  ...leaseTables,
  ...uploadTables,
  ...sessionTables,
  blob: 'moves',
  soundAnalysis: 'moves',
  seekIndex: 'moves',
  artist: 'moves',
  artistOtherName: 'moves',
  artistNameLock: 'rebuilt',
  album: 'moves',
  track: 'moves',
  credit: 'moves',
  play: 'moves',
  recentTrack: 'moves',
  playQueue: 'moves',
  demo: 'moves',
  leaver: 'moves',
  nameBinding: 'moves',
  droppedCredit: 'moves',
  reindex: 'rebuilt',
} satisfies TableRegistry
