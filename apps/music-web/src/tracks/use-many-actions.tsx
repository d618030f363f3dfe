import { toast, type MenuItem } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { ListEnd, ListStart, PencilLine, Play, Trash2 } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { queueFailed } from '../player/queue-failed.ts'
import { mayUpload } from '../upload/may-upload.ts'
import { deleteTracks } from './delete-tracks.ts'
import { openEditor } from './edit/editor-store.ts'
import { queueWindow } from './queue-window.ts'

/** What one can do with several tracks at once; the bar over the table and the menu of the rows offer the same. */
export function useManyActions(): (ids: string[]) => Exclude<MenuItem, 'separator' | { heading: string }>[] {
  const say = useWords()
  const app = useMusic()
  const { api, player } = app
  const { user } = useSession()

  return (ids) => {
    const count = ids.length
    // The queue takes so many at once; nobody listens through more in a sitting.
    const { trackIds } = queueWindow(ids, 0)
    const queued = (sentence: string) => toast(sentence, { id: 'queued' })
    return [
      {
        label: say('many.play'),
        icon: <Play />,
        onSelect: () =>
          void api
            .tracksByIds(ids.slice(0, 1))
            .then(({ items: [first] }) => first && player.playTracks(trackIds, 0, first))
            .catch(queueFailed),
      },
      {
        label: say('track.playNext'),
        icon: <ListStart />,
        onSelect: () =>
          void player.insertNext(trackIds).then(() => queued(say('many.queuedNext', { count })), queueFailed),
      },
      {
        label: say('track.addToQueue'),
        icon: <ListEnd />,
        onSelect: () => void player.append(trackIds).then(() => queued(say('many.queued', { count })), queueFailed),
      },
      ...(mayUpload(user)
        ? [
            { label: say('edit.edit'), icon: <PencilLine />, onSelect: () => openEditor(ids) },
            {
              label: say('track.delete'),
              icon: <Trash2 />,
              danger: true,
              onSelect: () => void deleteTracks(app, ids.map(untitled)),
            },
          ]
        : []),
    ]
  }
}

/** Of several tracks the number is told, not the titles. */
function untitled(id: string) {
  return { id, title: '' }
}
