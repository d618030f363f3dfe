import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import type { MusicDeps } from '../deps.ts'
import { artistPurged } from '../events.ts'
import { nameKey } from '../names.ts'
import { releasePicture } from '../pictures/release-picture.ts'
import type { MusicTables } from '../tables.ts'

/** Credits let go in one transaction. */
const creditsAtOnce = 200

/** Takes artists whose time is over away (see purge-tracks.ts): tracks and albums keep the name as plain text. */
export async function purgeArtists({ db, clock }: MusicDeps, ids: readonly string[]) {
  for (const id of ids) {
    while ((await inTransaction(db, (tx) => letCreditsGo(tx, id))) === creditsAtOnce);
    await inTransaction(db, (tx) => purgeArtist(tx, id, clock.now()))
  }
}

/** Credits bear the name as it was when they were made; the last name is what people saw. */
async function letCreditsGo(tx: Tx<MusicTables>, artistId: string) {
  const artist = await lockPurged(tx, artistId)
  if (!artist) return 0
  const credits = await tx
    .selectFrom('credit')
    .select(['trackId', 'position'])
    .where('artistId', '=', artistId)
    .limit(creditsAtOnce)
    .execute()
  if (credits.length === 0) return 0
  const { name } = artist
  await tx
    .updateTable('credit')
    .set({ artistId: null, name, nameKey: nameKey(name) })
    .where('artistId', '=', artistId)
    .where(
      'trackId',
      'in',
      credits.map(({ trackId }) => trackId),
    )
    .execute()
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
