import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox, defineConsumer } from '@bell/platform/events'
import { badRequest, type User } from '@bell/platform/http'
import { sql, type SqlBool } from 'kysely'
import type { MusicTables } from '../tables.ts'
import { albumHasChanged } from '../albums/albums.queries.ts'
import { findArtist } from '../credits/credits.queries.ts'
import type { MusicDeps } from '../deps.ts'
import { artistNameBound, artistNameUnbound, trackChanged } from '../events.ts'
import { nameKey } from '../names.ts'
import { can } from '../policies.ts'
import { rewriteCards } from '../tracks/cards.ts'
import { mayRegister, registerArtist } from './artists.ts'
import type { Binding } from './artists.schema.ts'
import { lockBinding } from './bindings.queries.ts'
import { unbindStep } from './unbind-name.ts'

/** Tracks that are bound in one transaction: some milliseconds, for which all other writing waits. */
const step = 50

interface Bound {
  artistId: string
  bindingId: string | null
  nameKey: string
  userId: string
  /** Whether also other people's tracks are bound, but for their drafts. */
  everyones: boolean
}

/**
 * Makes a name that tracks bear as plain text an artist: a new one, or one that is there. The first tracks show it with
 * the answer, the others a moment later.
 * @returns the ids of the artist and of the binding, by which it can be taken back. @throws not_an_artist (403), artist_not_found (400), artist_name_taken (409) as createArtist
 */
export function bindName(deps: MusicDeps, user: User, { name, artistId, allowSameName }: Binding) {
  mayRegister(user)
  return inTransaction(deps.db, async (tx) => {
    if (artistId !== undefined && !(await findArtist(tx, artistId))) {
      throw badRequest('artist_not_found', 'This artist is not here (any more); choose another.')
    }
    const id = artistId ?? (await registerArtist(tx, deps, user, { name, allowSameName }))
    const bindingId = deps.newId()
    const [userId, madeArtist, createdAt] = [user.id, Number(artistId === undefined), deps.clock.now()]
    await tx.insertInto('nameBinding').values({ id: bindingId, artistId: id, userId, madeArtist, createdAt }).execute()
    const everyones = can(user, 'editOthers', undefined)
    await bindStep(tx, deps, { artistId: id, bindingId, nameKey: nameKey(name), userId, everyones })
    return { artistId: id, bindingId }
  })
}

/** Goes on with a name that more tracks bear than one step binds, or lets go. */
export function artistNamesConsumer(deps: MusicDeps) {
  return defineConsumer<MusicTables>({
    group: 'music.artist-names',
    events: [artistNameBound, artistNameUnbound],
    async apply(tx, batch) {
      for (const { event } of batch) {
        if (artistNameBound.is(event)) await bindStep(tx, deps, event.data, event.data.after)
        if (artistNameUnbound.is(event)) await unbindStep(tx, deps, event.data.bindingId)
      }
    },
  })
}

async function bindStep(tx: Tx<MusicTables>, { clock }: MusicDeps, bound: Bound, after?: string) {
  const { artistId, bindingId, nameKey: key, userId, everyones } = bound
  // Deleted meanwhile, it would leave the names bound to nobody.
  if (!(await findArtist(tx, artistId))) return
  // What was taken back meanwhile goes no further.
  if (bindingId !== null && (await lockBinding(tx, bindingId))?.undone !== 0) return
  const rows = await findUnbound(tx, bound, after)
  const at = clock.now()
  if (rows.length > 0) {
    const ids = rows.map((row) => row.trackId)
    await dropDoubles(tx, bound, ids)
    const credits = tx.updateTable('credit').set({ artistId, bindingId }).where('trackId', 'in', ids)
    await credits.where('nameKey', '=', key).where('artistId', 'is', null).execute()
    for (const albumId of await bindAlbums(tx, bound, ids)) await albumHasChanged(tx, albumId, at)
    for (const { id, revision } of await rewriteCards(tx, ids)) {
      await appendOutbox(tx, trackChanged, { key: id, data: { trackId: id, revision }, at })
    }
  }
  if (rows.length < step) return
  const data = { artistId, bindingId, nameKey: key, userId, everyones, after: rows.at(-1)!.trackId }
  await appendOutbox(tx, artistNameBound, { key: artistId, data, at })
}

/** By the index credit_unregistered or credit_unregistered_own. */
function findUnbound(tx: Tx<MusicTables>, { nameKey: key, userId, everyones }: Bound, after: string | undefined) {
  return (
    tx
      .selectFrom('credit')
      .innerJoin('track', 'track.id', 'credit.trackId')
      .select('credit.trackId')
      .distinct()
      .where('credit.artistId', 'is', null)
      .where('credit.nameKey', '=', key)
      .$if(!everyones, (query) => query.where('credit.uploaderId', '=', userId))
      // A deleted track keeps its names: it may come back, and is bound then by whoever cares.
      .where(sql<SqlBool>`(track.audience > 0 or (track.audience = 0 and ${sql.ref('track.uploaderId')} = ${userId}))`)
      .$if(after !== undefined, (query) => query.where('credit.trackId', '>', after!))
      .orderBy('credit.trackId')
      .limit(step)
      .execute()
  )
}

/** Where the artist is credited in that role already, the plain name goes: nobody is on a track twice in one role. */
async function dropDoubles(tx: Tx<MusicTables>, { artistId, bindingId, nameKey: key }: Bound, trackIds: string[]) {
  const dropped = await tx
    .deleteFrom('credit')
    .where('trackId', 'in', trackIds)
    .where('artistId', 'is', null)
    .where('nameKey', '=', key)
    .where((where) =>
      where.exists(
        where
          .selectFrom('credit as other')
          .select('other.position')
          .whereRef('other.trackId', '=', 'credit.trackId')
          .whereRef('other.role', '=', 'credit.role')
          .where('other.artistId', '=', artistId),
      ),
    )
    .returning(['trackId', 'position', 'name', 'nameKey', 'uploaderId', 'role'])
    .execute()
  if (dropped.length === 0 || bindingId === null) return
  const rows = dropped.map((credit) => ({ ...credit, bindingId }))
  await tx.insertInto('droppedCredit').values(rows).execute()
}

/** Albums of these tracks whose album artist is that name. @returns their ids */
async function bindAlbums(tx: Tx<MusicTables>, { artistId, bindingId, nameKey: key }: Bound, trackIds: string[]) {
  const rows = await tx
    .updateTable('album')
    .set({ artistId, bindingId })
    .where('artistKey', '=', key)
    .where('artistId', 'is', null)
    .where('id', 'in', (query) =>
      query
        .selectFrom('track')
        .select('albumId')
        .where('id', 'in', trackIds)
        .where('albumId', 'is not', null)
        .$narrowType<{ albumId: string }>(),
    )
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}
