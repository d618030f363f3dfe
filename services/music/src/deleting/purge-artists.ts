import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import type { MusicDeps } from '../deps.ts'
import { artistPurged, trackChanged } from '../events.ts'
import { nameKey } from '../names.ts'
import { releasePicture } from '../pictures/release-picture.ts'
import type { MusicTables } from '../tables.ts'
import { rewriteCards } from '../tracks/cards.ts'

/** Tracks that let go of an artist in one transaction: some milliseconds, for which all other writing waits. */
const step = 50

/** Takes artists whose time is over away (see purge-tracks.ts): tracks and albums keep the name as plain text. */
export async function purgeArtists({ db, clock }: MusicDeps, ids: readonly string[]) {
  for (const id of ids) {
    while ((await inTransaction(db, (tx) => letCreditsGo(tx, id, clock.now()))) === step);
    await inTransaction(db, (tx) => purgeArtist(tx, id, clock.now()))
  }
}

/** Credits bear the name as it was when they were made; the last name is what people saw. @returns from how many tracks */
async function letCreditsGo(tx: Tx<MusicTables>, artistId: string, at: number) {
  const artist = await lockPurged(tx, artistId)
  if (!artist) return 0
  const credits = await tx
    .selectFrom('credit')
    .select('trackId')
    .distinct()
    .where('artistId', '=', artistId)
    .limit(step)
    .execute()
  if (credits.length === 0) return 0
  const { name } = artist
  const trackIds = credits.map(({ trackId }) => trackId)
  await tx
    .updateTable('credit')
    .set({ artistId: null, name, nameKey: nameKey(name) })
    .where('artistId', '=', artistId)
    .where('trackId', 'in', trackIds)
    .execute()
  // Where the consumer of its deletion has not come to them yet, cards still lead to the artist.
  for (const { id, revision } of await rewriteCards(tx, trackIds)) {
    await appendOutbox(tx, trackChanged, { key: id, data: { trackId: id, revision }, at })
  }
  return credits.length
}

async function purgeArtist(tx: Tx<MusicTables>, id: string, at: number) {
  const artist = await lockPurged(tx, id)
  if (!artist) return
  await tx.deleteFrom('artist').where('id', '=', id).execute()
  if (artist.photoId !== null) await releasePicture(tx, { kind: 'artist', id }, artist.photoId, at)
  await appendOutbox(tx, artistPurged, { key: id, data: { artistId: id, revision: artist.revision + 1 }, at })
}

function lockPurged(tx: Tx<MusicTables>, id: string) {
  return tx
    .updateTable('artist')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('id', '=', id)
    .where('deletedAt', '=', 0)
    .returningAll()
    .executeTakeFirst()
}
