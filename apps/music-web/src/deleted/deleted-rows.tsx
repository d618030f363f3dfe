import { Cover, IconButton, toast } from '@bell/ui'
import { DeletedRow } from '@bell/ui/deleted'
import { useSession } from '@bell/ui/session'
import { Trash2 } from 'lucide-react'
import type { ComponentProps } from 'react'
import { artistLine, type DeletedArtist, type DeletedTrack } from '../api/shapes.ts'
import { restoreArtist } from '../artists/delete-artist.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { forgetLists } from '../tracks/track-cache.ts'
import { restoreTracks } from '../tracks/delete-tracks.ts'
import { PurgeDialog } from './purge-dialog.tsx'

export function DeletedTrackRow({ deleted: { track, goneAt } }: { deleted: DeletedTrack }) {
  const say = useWords()
  const app = useMusic()
  const { user } = useSession()
  const names = [artistLine(track), track.uploadedBy.id !== user?.id && say('deleted.by', track.uploadedBy)]
  return (
    <Row
      name={track.title}
      line={names.filter(Boolean).join(' · ')}
      goneAt={goneAt}
      picture={<Cover id={track.id} src={track.coverUrl} size={44} />}
      purgeText={say('deleted.purgeText')}
      restore={() => restoreTracks(app, [track.id])}
      purge={async () => {
        if ((await app.api.purgeTracks([track.id])).ids.length === 0) throw new Error('It is not there any more.')
      }}
    />
  )
}

export function DeletedArtistRow({ deleted: { artist, tracks, goneAt } }: { deleted: DeletedArtist }) {
  const say = useWords()
  const app = useMusic()
  return (
    <Row
      name={artist.name}
      line={tracks > 0 ? say('deleted.withTracks', { count: tracks }) : ''}
      goneAt={goneAt}
      picture={<Cover id={artist.id} src={artist.photoUrl} size={44} round />}
      purgeText={say('deleted.purgeArtistText')}
      restore={() => restoreArtist(app, artist)}
      purge={() => app.api.purgeArtist(artist.id)}
    />
  )
}

interface RowProps extends Omit<ComponentProps<typeof DeletedRow>, 'children'> {
  purgeText: string
  purge: () => Promise<unknown>
}

function Row({ purgeText, purge, ...row }: RowProps) {
  const say = useWords()
  const { queryClient } = useMusic()
  const { name } = row

  async function purgeNow() {
    try {
      await purge()
      toast(say('deleted.purged', { name }))
    } catch {
      toast(say('deleted.purgeFailed', { name }), { tone: 'error' })
    }
    await forgetLists(queryClient)
  }

  return (
    <DeletedRow {...row}>
      <PurgeDialog
        name={name}
        text={purgeText}
        purge={purgeNow}
        trigger={<IconButton label={say('deleted.purgeOf', { name })} icon={<Trash2 />} />}
      />
    </DeletedRow>
  )
}
