import { toast } from '@bell/ui'
import type { Track } from '../api/shapes.ts'
import { say } from '../i18n/words.ts'
import type { MusicApp } from '../music-app.ts'
import { forgetLists, hideTrack } from './track-cache.ts'

/** A little longer than the toast with its "Undo" stays. */
const changeOfMindMs = 8500

/** Deletes a track unless it is called back meanwhile; leaving the page settles it. */
export function deleteTrack({ api, queryClient, player }: MusicApp, track: Track) {
  const show = hideTrack(queryClient, track.id)
  const timer = setTimeout(() => void settle(false), changeOfMindMs)
  const leaving = () => void settle(true)
  addEventListener('pagehide', leaving)

  function stop() {
    clearTimeout(timer)
    removeEventListener('pagehide', leaving)
  }

  async function settle(keepalive: boolean) {
    stop()
    try {
      await api.deleteTrack(track.id, keepalive)
      const gone = player.queue.get().queue.items.filter((item) => item.track.id === track.id)
      if (gone.length > 0) await player.remove(gone.map((item) => item.itemId))
    } catch {
      show()
      toast(say('track.deleteFailed', { title: track.title }), { tone: 'error' })
    }
    await forgetLists(queryClient)
  }

  toast(say('track.deleted', { title: track.title }), {
    id: `deleted-${track.id}`,
    undo: () => {
      stop()
      show()
    },
  })
}
