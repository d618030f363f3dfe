import { toast, type MenuItem } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { useNavigate } from '@tanstack/react-router'
import { Disc3, ListEnd, ListStart, MicVocal, Play, Trash2 } from 'lucide-react'
import { performersOf, type Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { queueFailed } from '../player/queue-failed.ts'
import { deleteTrack } from './delete-track.ts'

/** What one can do with a track; the "…" button and the right click offer the same. */
export function useTrackActions(): (track: Track, play: () => void) => MenuItem[] {
  const say = useWords()
  const app = useMusic()
  const navigate = useNavigate()
  const { user } = useSession()
  const { player } = app

  return (track, play) => {
    const mayDelete =
      user !== undefined &&
      (track.uploadedBy.id === user.id || user.roles.some((role) => role === 'owner' || role === 'admin'))
    const queued = (sentence: string) => toast(sentence, { id: 'queued' })
    return [
      { label: say('player.play'), icon: <Play />, onSelect: play },
      {
        label: say('track.playNext'),
        icon: <ListStart />,
        onSelect: () =>
          void player
            .insertNext([track.id])
            .then(() => queued(say('track.queuedNext', { title: track.title })), queueFailed),
      },
      {
        label: say('track.addToQueue'),
        icon: <ListEnd />,
        onSelect: () =>
          void player.append([track.id]).then(() => queued(say('track.queued', { title: track.title })), queueFailed),
      },
      ...performersOf(track).flatMap((credit): MenuItem[] =>
        credit.id === null
          ? []
          : [
              {
                label: say('track.goToArtist', { name: credit.name }),
                icon: <MicVocal />,
                onSelect: () => void navigate({ to: '/artists/$artistId', params: { artistId: credit.id! } }),
              },
            ],
      ),
      ...(track.album
        ? [
            {
              label: say('track.goToAlbum'),
              icon: <Disc3 />,
              onSelect: () => void navigate({ to: '/albums/$albumId', params: { albumId: track.album!.id } }),
            },
          ]
        : []),
      ...(mayDelete
        ? ([
            'separator',
            { label: say('track.delete'), icon: <Trash2 />, danger: true, onSelect: () => deleteTrack(app, track) },
          ] as const)
        : []),
    ]
  }
}
