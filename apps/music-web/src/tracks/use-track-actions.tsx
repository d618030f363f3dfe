import { toast, type MenuItem } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { useNavigate } from '@tanstack/react-router'
import {
  AudioLines,
  Disc3,
  Download,
  ListEnd,
  ListStart,
  MicVocal,
  PencilLine,
  Play,
  Trash2,
  UserPlus,
} from 'lucide-react'
import { performersOf, type Track } from '../api/shapes.ts'
import { bindName } from '../artists/bind-name.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { queueFailed } from '../player/queue-failed.ts'
import { deleteTracks } from './delete-tracks.ts'
import { downloadTrack, mayDownload } from './download-track.ts'
import { openEditor } from './edit/editor-store.ts'
import { mayEdit } from './may-edit.ts'

/** What one can do with a track; the "…" button and the right click offer the same. */
export function useTrackActions(): (track: Track, play: () => void) => MenuItem[] {
  const say = useWords()
  const app = useMusic()
  const navigate = useNavigate()
  const { user } = useSession()
  const { player } = app

  return (track, play) => {
    const editable = mayEdit(user, track)
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
          ? editable
            ? [
                {
                  label: say('artist.makeArtist', { name: credit.name }),
                  icon: <UserPlus />,
                  onSelect: () => void bindName(app, { name: credit.name }),
                },
              ]
            : []
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
      {
        label: say('track.goToTrack'),
        icon: <AudioLines />,
        onSelect: () => void navigate({ to: '/tracks/$trackId', params: { trackId: track.id } }),
      },
      ...(mayDownload(user, track)
        ? [{ label: say('track.download'), icon: <Download />, onSelect: () => downloadTrack(app, track) }]
        : []),
      ...(editable
        ? ([
            'separator',
            { label: say('edit.edit'), icon: <PencilLine />, onSelect: () => openEditor([track.id]) },
            {
              label: say('track.delete'),
              icon: <Trash2 />,
              danger: true,
              onSelect: () => void deleteTracks(app, [track]),
            },
          ] as const)
        : []),
    ]
  }
}
