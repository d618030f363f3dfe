import type { Db, Tx } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import { sql, type Expression, type SqlBool } from 'kysely'
import type { MusicTables } from '../tables.ts'
import { can } from '../policies.ts'
import type { TrackFilter, TrackSort } from './tracks.schema.ts'

type Reader = Db<MusicTables> | Tx<MusicTables>

type Column = 'id' | 'titleKey' | 'card'

export interface TrackRange {
  viewer: User | undefined
  sort: TrackSort
  filter: TrackFilter
  limit: number
  /** The last of the page before: its id, and its title's key where the sort is by title. */
  after?: { id: string; titleKey: string }
}

/**
 * Tracks in order, newest first or by title, of what the viewer may see: what is shared, by the partial index
 * track_shared_by_added or …_by_title (anonymous: track_public_by_…), and what is only one's own, by track_own_by_….
 * Each part is a range of one index; the two are merged.
 */
export async function listTracks<C extends Column>(db: Reader, columns: readonly C[], range: TrackRange) {
  const { viewer, filter, limit, sort } = range
  const own = viewer && rangeOf(db, columns, range, ownTracks(viewer.id, filter))
  if (own && filter === 'unfinished') return own.execute()
  const shared = db.selectFrom(rangeOf(db, columns, range, sharedTracks(viewer)).as('shared')).selectAll()
  const both = own ? shared.unionAll(db.selectFrom(own.as('own')).selectAll()) : shared
  const ordered =
    sort === 'added' ? both.orderBy(sql.ref('id'), 'desc') : both.orderBy(sql.ref('titleKey')).orderBy(sql.ref('id'))
  return ordered.limit(limit).execute()
}

// An index that is partial is used by SQLite only where the query says the same in literals, not in parameters.
function sharedTracks(viewer: User | undefined) {
  return viewer ? sql<SqlBool>`audience >= 1` : sql<SqlBool>`audience = 2`
}

function ownTracks(userId: string, filter: TrackFilter) {
  const status = filter === 'library' ? sql`status = 'ready'` : sql`status <> 'ready'`
  return sql<SqlBool>`audience = 0 and ${sql.ref('uploaderId')} = ${userId} and ${status}`
}

function rangeOf<C extends Column>(
  db: Reader,
  columns: readonly C[],
  { sort, limit, after }: TrackRange,
  which: Expression<SqlBool>,
) {
  const query = db.selectFrom('track').select(columns).where(which).limit(limit)
  if (sort === 'added') {
    // UUIDv7: the order of ids is the order of adding.
    return query.$if(after !== undefined, (q) => q.where('id', '<', after!.id)).orderBy('id', 'desc')
  }
  return query
    .$if(after !== undefined, (q) =>
      q.where((where) => where(where.refTuple('titleKey', 'id'), '>', where.tuple(after!.titleKey, after!.id))),
    )
    .orderBy('titleKey')
    .orderBy('id')
}

/** What of the joined tracks the viewer may see and hear. */
export function visibleTo(viewer: User | undefined) {
  if (!viewer) return sql<SqlBool>`track.audience = 2`
  return sql<SqlBool>`(track.audience >= 1 or (track.status = 'ready' and track.${sql.ref('uploaderId')} = ${viewer.id}))`
}

/** Cards by id, in the order of the ids; those that are not there, or not for the viewer, are left out. */
export async function findCards(db: Reader, viewer: User | undefined, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('track')
    .select(['id', 'card', 'audience', 'uploaderId'])
    .where('id', 'in', ids)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row && can(viewer, 'seeTrack', row) ? [{ id, card: row.card }] : []
  })
}

export function findTrack(db: Reader, id: string) {
  return db.selectFrom('track').selectAll().where('id', '=', id).executeTakeFirst()
}

/** By the unique index on uploadId. */
export function findTrackOfUpload(db: Reader, uploadId: string) {
  return db.selectFrom('track').selectAll().where('uploadId', '=', uploadId).executeTakeFirst()
}

/** The same bytes, added by the same person before; by the unique index track_by_content. */
export function findTrackOfContent(db: Reader, userId: string, contentHash: string) {
  return db
    .selectFrom('track')
    .select(['id', 'title'])
    .where('contentHash', '=', contentHash)
    .where('uploaderId', '=', userId)
    .executeTakeFirst()
}
