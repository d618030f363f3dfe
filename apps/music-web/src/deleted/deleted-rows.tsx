import { Button, Cover, IconButton, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useSession } from '@bell/ui/session'
import { RotateCcw, Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
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
      cover={<Cover id={track.id} src={track.coverUrl} size={44} />}
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
      cover={<Cover id={artist.id} src={artist.photoUrl} size={44} round />}
      purgeText={say('deleted.purgeArtistText')}
      restore={() => restoreArtist(app, artist)}
      purge={() => app.api.purgeArtist(artist.id)}
    />
  )
}

interface RowProps {
  name: string
  line: string
  goneAt: string
  cover: ReactNode
  purgeText: string
  /** Says itself where it fails. @returns whether it is back */
  restore: () => Promise<boolean>
  purge: () => Promise<unknown>
}

function Row({ name, line, goneAt, cover, purgeText, restore, purge }: RowProps) {
  const say = useWords()
  const { relative } = useFormats()
  const { queryClient } = useMusic()
  const [busy, setBusy] = useState(false)

  async function bringBack() {
    setBusy(true)
    if (await restore()) toast(say('deleted.restored', { name }), { tone: 'success' })
    setBusy(false)
  }

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
    <li className="border-line grid min-h-16 grid-cols-[2.75rem_minmax(0,1fr)_auto] items-center gap-3 border-b py-2">
      {cover}
      <div className="min-w-0">
        <div className="truncate font-semibold">{name}</div>
        {line && <div className="text-muted truncate text-sm">{line}</div>}
        <div className="text-muted text-xs">{say('deleted.goes', { when: relative(goneAt) })}</div>
      </div>
      <div className="flex items-center gap-1">
        <Button
          variant="quiet"
          size="sm"
          busy={busy}
          icon={<RotateCcw aria-hidden className="!size-4" />}
          aria-label={say('deleted.restoreOf', { name })}
          onClick={() => void bringBack()}
        >
          <span className="max-sm:sr-only">{say('deleted.restore')}</span>
        </Button>
        <PurgeDialog
          name={name}
          text={purgeText}
          purge={purgeNow}
          trigger={<IconButton label={say('deleted.purgeOf', { name })} icon={<Trash2 />} />}
        />
      </div>
    </li>
  )
}
