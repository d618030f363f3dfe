import type { Db, Tx } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import { sql, type SqlBool } from 'kysely'
import type { MusicTables } from '../tables.ts'
import { can } from '../policies.ts'

type Reader = Db<MusicTables> | Tx<MusicTables>

/** What of the joined tracks the viewer may see and hear. */
export function visibleTo(viewer: User | undefined) {
  if (!viewer) return sql<SqlBool>`track.audience = 2`
  return sql<SqlBool>`(track.audience >= 1 or (track.audience = 0 and track.status = 'ready' and track.${sql.ref('uploaderId')} = ${viewer.id}))`
}

/** Cards by id, in the order of the ids; those that are not there, or not for the viewer, are left out. */
export async function findCards(db: Reader, viewer: User | undefined, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('track')
    .select(['id', 'card', 'revision', 'audience', 'uploaderId'])
    .where('id', 'in', ids)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row && can(viewer, 'seeTrack', row) ? [row] : []
  })
}

export function findTrack(db: Reader, id: string) {
  return db.selectFrom('track').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Its row is locked until the commit, and then read; SQLite has one writer and needs no lock. */
export async function lockTrack(tx: Tx<MusicTables>, id: string) {
  await tx
    .updateTable('track')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('id', '=', id)
    .execute()
  return findTrack(tx, id)
}

/** By the unique index on uploadId. */
export function findTrackOfUpload(db: Reader, uploadId: string) {
  return db.selectFrom('track').selectAll().where('uploadId', '=', uploadId).executeTakeFirst()
}

export type Twin = NonNullable<Awaited<ReturnType<typeof findTwin>>>

/**
 * A track with the same bytes that this person may know of: their own, deleted ones too, before what is shared. By the
 * unique index track_by_content; another's draft is not told.
 */
export function findTwin(db: Reader, userId: string, contentHash: string) {
  return db
    .selectFrom('track')
    .select(['id', 'title', 'deletedAt'])
    .where('contentHash', '=', contentHash)
    .where((row) => row.or([row('uploaderId', '=', userId), row('audience', '>=', 1)]))
    .orderBy((row) => row.case().when('uploaderId', '=', userId).then(0).else(1).end())
    .limit(1)
    .executeTakeFirst()
}

/** Genres of what is shared, each spelling once; the index track_shared_by_genre is jumped through, not read. */
export async function listGenres(db: Reader, limit: number) {
  const shared = sql<SqlBool>`audience >= 1`
  const rows = await db
    .withRecursive('found(genre)', (cte) =>
      cte
        .selectFrom('track')
        .select((row) => row.fn.min('genre').as('genre'))
        .where(shared)
        .where('genre', 'is not', null)
        .unionAll(
          cte
            .selectFrom('found')
            .select((row) =>
              row
                .selectFrom('track')
                .select((inner) => inner.fn.min('track.genre').as('genre'))
                .where(shared)
                .whereRef('track.genre', '>', 'found.genre')
                .as('genre'),
            )
            .where('found.genre', 'is not', null),
        ),
    )
    .selectFrom('found')
    .select('genre')
    .where('genre', 'is not', null)
    .limit(limit)
    .execute()
  return rows.flatMap(({ genre }) => genre ?? [])
}
