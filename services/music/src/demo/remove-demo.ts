import { inTransaction } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import type { MusicDeps } from '../deps.ts'
import { removeTracks } from '../deleting/purge-tracks.ts'
import { artistChanged } from '../events.ts'
import { releasePicture } from '../pictures/release-picture.ts'
import { forgetDemo, isCredited, listDemoArtists, listDemoTracks } from './demo.queries.ts'

const atOnce = 20

/** Takes the demonstration's tracks and artists away, at once and for good, a few at a time. */
export async function removeDemo(deps: MusicDeps) {
  const { db } = deps
  for (;;) {
    const tracks = await listDemoTracks(db, atOnce)
    if (tracks.length === 0) break
    await removeTracks(
      deps,
      tracks.map(({ id }) => id),
    )
  }
  for (;;) {
    const artists = await listDemoArtists(db, atOnce)
    if (artists.length === 0) break
    for (const { id, photoId } of artists) await removeArtist(deps, id, photoId)
  }
  await forgetDemo(db)
}

/** An artist whom somebody has given a track of their own is theirs from now on. */
function removeArtist(deps: MusicDeps, id: string, photoId: string | null) {
  return inTransaction(deps.db, async (tx) => {
    const { revision } = await tx
      .updateTable('artist')
      .set((row) => ({ demo: 0, revision: row('revision', '+', 1) }))
      .where('id', '=', id)
      .returning('revision')
      .executeTakeFirstOrThrow()
    if (await isCredited(tx, id)) return
    await tx.deleteFrom('artist').where('id', '=', id).execute()
    // Who finds no artist of this id any more takes it out of the index.
    await appendOutbox(tx, artistChanged, {
      key: id,
      data: { artistId: id, revision, renamed: false },
      at: deps.clock.now(),
    })
    if (photoId !== null) await releasePicture(tx, { kind: 'artist', id }, photoId, deps.clock.now())
  })
}
