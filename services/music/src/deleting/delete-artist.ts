import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import type { User } from '@bell/platform/http'
import { artistNotFound, getEditableArtist, notYourArtist } from '../artists/artists.ts'
import type { MusicDeps } from '../deps.ts'
import { artistChanged } from '../events.ts'
import { can } from '../policies.ts'
import type { ArtistTable, MusicTables } from '../tables.ts'
import { countArtistDeletion, lockDeletable, lockDeletedWith } from './deleting.queries.ts'
import type { ArtistDeletion } from './deleting.schema.ts'
import { hideTracks, showTracks, step } from './hide-tracks.ts'
import { purgeArtists } from './purge-artists.ts'

/** What would go with an artist, and what would stay. @throws artist_not_found (404), not_your_artist (403) */
export async function describeArtistDeletion({ db }: MusicDeps, user: User, artistId: string): Promise<ArtistDeletion> {
  const artist = await db.selectFrom('artist').selectAll().where('id', '=', artistId).executeTakeFirst()
  if (!artist || artist.deletedAt !== null) throw artistNotFound()
  if (!can(user, 'editArtist', artist)) throw notYourArtist()
  return countArtistDeletion(db, user, artistId)
}

/**
 * Deletes an artist: tracks keep the name as plain text, or those that the person may delete go too. Until its time is
 * over it can be brought back, and the credits are its again.
 * @throws artist_not_found (404), not_your_artist (403)
 */
export async function deleteArtist(deps: MusicDeps, user: User, artistId: string, tracks: 'keep' | 'delete') {
  const { db } = deps
  // Tracks first: a crash between leaves an artist who can be deleted again.
  if (tracks === 'delete') {
    await inTransaction(db, (tx) => getEditableArtist(tx, user, artistId))
    await inSteps(deps, async (tx) => {
      const rows = await lockDeletable(tx, user, artistId, step)
      await hideTracks(tx, deps, rows, `artist:${artistId}`)
      return rows.length
    })
  }
  await inTransaction(db, async (tx) => {
    const artist = await getEditableArtist(tx, user, artistId)
    await setDeleted(tx, deps, artist, deps.clock.now(), null)
  })
}

/** Brings an artist back, and the tracks that were deleted with it. @throws artist_not_found (404) */
export async function restoreArtist(deps: MusicDeps, user: User, artistId: string) {
  await showAllWith(deps, `artist:${artistId}`)
  await inTransaction(deps.db, async (tx) => {
    const artist = await getDeleted(tx, user, artistId)
    if (artist.deletedAt !== null) await setDeleted(tx, deps, artist, null, null)
  })
}

/** Takes a deleted artist away for good, now. Tracks that were deleted with it stay among the deleted ones. */
export async function purgeArtistNow(deps: MusicDeps, user: User, artistId: string) {
  await inTransaction(deps.db, async (tx) => {
    const artist = await getDeleted(tx, user, artistId)
    if (artist.deletedAt === null) throw artistNotFound()
    await tx.updateTable('artist').set({ deletedAt: 0 }).where('id', '=', artistId).execute()
  })
  await purgeArtists(deps, [artistId])
}

/** Brings back all tracks that went with something, some at a time. */
export function showAllWith(deps: MusicDeps, deletedWith: string) {
  return inSteps(deps, async (tx) => {
    const rows = await lockDeletedWith(tx, deletedWith, step)
    await showTracks(tx, deps, rows)
    return rows.length
  })
}

/** Hides or shows an artist (locked by the caller): names on tracks become plain text, or links again, a moment later. */
export async function setDeleted(
  tx: Tx<MusicTables>,
  { clock }: MusicDeps,
  { id, revision: before }: Pick<ArtistTable, 'id' | 'revision'>,
  deletedAt: number | null,
  deletedWith: string | null,
) {
  const revision = before + 1
  await tx.updateTable('artist').set({ deletedAt, deletedWith, revision }).where('id', '=', id).execute()
  const data = { artistId: id, revision, renamed: true }
  await appendOutbox(tx, artistChanged, { key: id, data, at: clock.now() })
}

/** Runs a step, each in a transaction of its own, until one finds less than it could have done. */
export async function inSteps({ db }: MusicDeps, work: (tx: Tx<MusicTables>) => Promise<number>) {
  while ((await inTransaction(db, work)) === step);
}

/** Locked until the commit; also one that is here. @throws artist_not_found (404) */
async function getDeleted(tx: Tx<MusicTables>, user: User, artistId: string) {
  const artist = await tx
    .updateTable('artist')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('id', '=', artistId)
    .returningAll()
    .executeTakeFirst()
  // What went with its person comes back with them.
  const wentWithAccount = artist?.deletedWith?.startsWith('account:') ?? false
  if (!artist || artist.deletedAt === 0 || wentWithAccount || !can(user, 'editArtist', artist)) throw artistNotFound()
  return artist
}
