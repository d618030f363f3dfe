import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { notFound, type User } from '@bell/platform/http'
import { albumHasChanged } from '../albums/albums.queries.ts'
import { setDeleted } from '../deleting/delete-artist.ts'
import type { MusicDeps } from '../deps.ts'
import { artistNameUnbound, trackChanged } from '../events.ts'
import type { MusicTables } from '../tables.ts'
import { rewriteCards } from '../tracks/cards.ts'
import { lockBinding, takeBackDropped, unbindAlbums, unbindCredits } from './bindings.queries.ts'

/** Tracks that are let go in one transaction, as in binding. */
const step = 50

/**
 * Takes the binding of a name back: tracks and albums bear it as plain text again, as far as nobody has changed them
 * since; an artist who was made by it and is nowhere else is deleted. Again does no harm.
 * @throws binding_not_found (404; another's too)
 */
export function unbindName(deps: MusicDeps, user: User, bindingId: string) {
  return inTransaction(deps.db, async (tx) => {
    const binding = await lockBinding(tx, bindingId)
    if (binding?.userId !== user.id) {
      throw notFound('binding_not_found', 'There is nothing to take back here (any more).')
    }
    await tx.updateTable('nameBinding').set({ undone: 1 }).where('id', '=', bindingId).execute()
    await unbindStep(tx, deps, bindingId)
  })
}

export async function unbindStep(tx: Tx<MusicTables>, deps: MusicDeps, bindingId: string) {
  const binding = await lockBinding(tx, bindingId)
  // Gone with its artist.
  if (!binding) return
  const at = deps.clock.now()
  const unbound = await unbindCredits(tx, bindingId, step)
  const completed = await takeBackDropped(tx, bindingId, step)
  const albums = await unbindAlbums(tx, bindingId, step)
  for (const albumId of albums) await albumHasChanged(tx, albumId, at)
  for (const { id, revision } of await rewriteCards(tx, [...new Set([...unbound, ...completed])])) {
    await appendOutbox(tx, trackChanged, { key: id, data: { trackId: id, revision }, at })
  }
  const { artistId } = binding
  if ([unbound, completed, albums].some(({ length }) => length === step)) {
    await appendOutbox(tx, artistNameUnbound, { key: artistId, data: { artistId, bindingId }, at })
  } else if (binding.madeArtist) await deleteUnused(tx, deps, artistId)
}

/** An artist who was described meanwhile, or is on something else, is somebody. */
async function deleteUnused(tx: Tx<MusicTables>, deps: MusicDeps, artistId: string) {
  const artist = await tx
    .selectFrom('artist')
    .select(['id', 'revision'])
    .where('id', '=', artistId)
    .where('revision', '=', 1)
    .where('deletedAt', 'is', null)
    .where((where) =>
      where.and([
        where.not(where.exists(where.selectFrom('credit').select('trackId').where('artistId', '=', artistId))),
        where.not(where.exists(where.selectFrom('album').select('id').where('artistId', '=', artistId))),
      ]),
    )
    .executeTakeFirst()
  if (artist) await setDeleted(tx, deps, artist, deps.clock.now(), null)
}
