import { toast } from '@bell/ui'
import type { Track } from '../api/shapes.ts'
import { say } from '../i18n/words.ts'
import type { MusicApp } from '../music-app.ts'
import { forgetLists, hideTracks } from './track-cache.ts'

/** Ids in one call; the server takes no more. */
const atOnce = 100

/**
 * Deletes tracks at once; the server keeps them for some days, so that one "Undo" brings them all back, on whatever
 * page one is by then. `title` names one track; of several their number is told.
 */
export async function deleteTracks(app: MusicApp, tracks: readonly Pick<Track, 'id' | 'title'>[]) {
  const { api, queryClient, player } = app
  const ids = tracks.map(({ id }) => id)
  const deleted: string[] = []
  const show = hideTracks(queryClient, ids)
  try {
    for (let from = 0; from < ids.length; from += atOnce) {
      deleted.push(...(await api.deleteTracks(ids.slice(from, from + atOnce))).ids)
    }
  } catch {
    show()
  }
  void player.queueChanged(Number.POSITIVE_INFINITY).catch(() => undefined)
  await forgetLists(queryClient)
  if (deleted.length < ids.length) {
    toast(sayOf('deleteFailed', tracks, ids.length - deleted.length), { tone: 'error' })
  }
  if (deleted.length === 0) return
  toast(sayOf('deleted', tracks, deleted.length), {
    id: `deleted-${deleted[0]}`,
    undo: () => void restoreTracks(app, deleted),
  })
}

/** Brings deleted tracks back; says so where that fails. @returns whether all are back */
export async function restoreTracks({ api, queryClient, player }: MusicApp, ids: readonly string[]) {
  let restored = 0
  try {
    for (let from = 0; from < ids.length; from += atOnce) {
      restored += (await api.restoreTracks(ids.slice(from, from + atOnce))).ids.length
    }
  } catch {
    // What is missing is told below.
  }
  if (restored < ids.length) toast(say('deleted.restoreFailed'), { tone: 'error' })
  void player.queueChanged(Number.POSITIVE_INFINITY).catch(() => undefined)
  await forgetLists(queryClient)
  return restored === ids.length
}

function sayOf(what: 'deleted' | 'deleteFailed', tracks: readonly Pick<Track, 'title'>[], count: number) {
  if (tracks.length === 1) return say(`track.${what}`, { title: tracks[0]!.title })
  return say(what === 'deleted' ? 'deleted.many' : 'deleted.manyFailed', { count })
}
