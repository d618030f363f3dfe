import { toast } from '@bell/ui'
import type { Artist } from '../api/shapes.ts'
import { say } from '../i18n/words.ts'
import type { MusicApp } from '../music-app.ts'
import { forgetLists } from '../tracks/track-cache.ts'

/** Deletes an artist, with the tracks one may delete or without; "Undo" brings all of it back. @returns whether it is done */
export async function deleteArtist(app: MusicApp, artist: Artist, tracks: 'keep' | 'delete') {
  const { name } = artist
  try {
    await app.api.deleteArtist(artist.id, tracks)
  } catch {
    toast(say('deleted.artistDeleteFailed', { name }), { tone: 'error' })
    return false
  }
  toast(say('deleted.artistDeleted', { name }), {
    id: `deleted-${artist.id}`,
    undo: () => void restoreArtist(app, artist),
  })
  await forgetLists(app.queryClient)
  return true
}

/** Says so where it fails. @returns whether the artist is back */
export async function restoreArtist({ api, queryClient }: MusicApp, { id }: Pick<Artist, 'id'>) {
  const restored = await api.restoreArtist(id).then(
    () => true,
    () => false,
  )
  if (!restored) toast(say('deleted.restoreFailed'), { tone: 'error' })
  await forgetLists(queryClient)
  return restored
}
