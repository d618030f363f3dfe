import type { Db, Tx } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import { sql, type Expression, type SqlBool } from 'kysely'
import { findArtistRows } from '../artists/artists.queries.ts'
import { can } from '../policies.ts'
import type { MusicTables, TrackTable } from '../tables.ts'

type Reader = Db<MusicTables> | Tx<MusicTables>

/** What is deleted and can be brought back one by one; what went with an account comes back with it. */
function restorable(table: 'track' | 'artist') {
  const [at, together] = [sql.ref(`${table}.deletedAt`), sql.ref(`${table}.deletedWith`)]
  return sql<SqlBool>`${at} > 0 and (${together} is null or ${together} not like 'account:%')`
}

/** The person's, an administrator's also of others what others had seen. By the index track_deleted, the last first. */
export function listDeletedTracks(
  db: Reader,
  user: User,
  limit: number,
  after?: readonly [deletedAt: number, id: string],
) {
  const own = sql<SqlBool>`${sql.ref('uploaderId')} = ${user.id}`
  const others = sql<SqlBool>`status = 'ready' and visibility <> 'draft'`
  return (
    db
      .selectFrom('track')
      .select(['id', 'card', 'deletedAt'])
      .where(restorable('track'))
      // Of a failed one there is nothing to bring back.
      .where('status', '<>', 'failed')
      .where(can(user, 'editOthers', undefined) ? sql<SqlBool>`(${own} or ${others})` : own)
      .$if(after !== undefined, (query) =>
        query.where((where) => where(where.refTuple('deletedAt', 'id'), '<', where.tuple(...after!))),
      )
      .orderBy('deletedAt', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .$narrowType<{ deletedAt: number }>()
      .execute()
  )
}

/** By the index artist_deleted, the last first. */
export async function listDeletedArtists(
  db: Reader,
  user: User,
  limit: number,
  after?: readonly [deletedAt: number, id: string],
) {
  const rows = await findArtistRows(db)
    .select((row) =>
      row
        .selectFrom('track')
        .select((track) => track.fn.countAll<number>().as('count'))
        .where('track.deletedWith', '=', (with_) => sql<string>`'artist:' || ${with_.ref('artist.id')}`)
        .as('tracksWith'),
    )
    .where(restorable('artist'))
    .$if(!can(user, 'editOthers', undefined), (query) => query.where('createdBy', '=', user.id))
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('artist.deletedAt', 'artist.id'), '<', where.tuple(...after!))),
    )
    .orderBy('artist.deletedAt', 'desc')
    .orderBy('artist.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, deletedAt: row.deletedAt!, tracksWith: Number(row.tracksWith ?? 0) }))
}

/** By the indexes credit_by_artist and album_by_artist. */
export async function countArtistDeletion(db: Reader, user: User, artistId: string) {
  const credited = db
    .selectFrom('credit')
    .innerJoin('track', 'track.id', 'credit.trackId')
    .select((row) => row.fn.count<number>('track.id').distinct().as('count'))
    .where('credit.artistId', '=', artistId)
  const tracks = await credited.where('track.audience', '>=', 0).where(seenBy(user)).executeTakeFirstOrThrow()
  const deletable = await credited.where(deletableBy(user)).executeTakeFirstOrThrow()
  const albums = await db
    .selectFrom('album')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('artistId', '=', artistId)
    .executeTakeFirstOrThrow()
  return {
    trackCount: Number(tracks.count),
    deletableCount: Number(deletable.count),
    albumCount: Number(albums.count),
  }
}

/** Tracks on which the artist is credited and which the person may delete; locked. */
export function lockDeletable(tx: Tx<MusicTables>, user: User, artistId: string, limit: number) {
  return lockTracksWhere(
    tx,
    sql<SqlBool>`id in (select track.id from credit join track on track.id = ${sql.ref('credit.trackId')}
      where ${sql.ref('credit.artistId')} = ${artistId} and ${deletableBy(user)} limit ${sql.lit(limit)})`,
  )
}

/** By the index track_deleted_with; locked. Those of which the purge has begun are left to it. */
export function lockDeletedWith(tx: Tx<MusicTables>, deletedWith: string, limit: number) {
  return lockTracksWhere(
    tx,
    sql<SqlBool>`id in (select id from track where ${sql.ref('deletedWith')} = ${deletedWith}
      and ${sql.ref('deletedAt')} > 0 limit ${sql.lit(limit)})`,
  )
}

export function lockTracksWhere(tx: Tx<MusicTables>, which: Expression<SqlBool>): Promise<TrackTable[]> {
  return tx
    .updateTable('track')
    .set((row) => ({ revision: row.ref('revision') }))
    .where(which)
    .returningAll()
    .execute()
}

/** As the policy editTrack. */
function deletableBy(user: User) {
  const own = sql<SqlBool>`(track.audience >= 0 and ${sql.ref('track.uploaderId')} = ${user.id})`
  return can(user, 'editOthers', undefined) ? sql<SqlBool>`(track.audience > 0 or ${own})` : own
}

/** As the policy seeTrack. */
function seenBy(user: User) {
  return sql<SqlBool>`(track.audience > 0 or ${sql.ref('track.uploaderId')} = ${user.id})`
}
