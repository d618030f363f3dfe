import { Button, Dialog, ErrorState, Skeleton } from '@bell/ui'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Artist } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { deleteArtist } from './delete-artist.ts'

/** Says what goes with an artist, and lets one choose whether the tracks go too. */
export function DeleteArtistDialog({ artist, onClose }: { artist: Artist; onClose: () => void }) {
  const say = useWords()
  const app = useMusic()
  const navigate = useNavigate()
  const [tracks, setTracks] = useState<'keep' | 'delete'>('keep')
  const [busy, setBusy] = useState(false)
  const what = useQuery({
    queryKey: ['deletion', 'artist', artist.id],
    queryFn: () => app.api.artistDeletion(artist.id),
    staleTime: 0,
  })

  async function confirm() {
    setBusy(true)
    const done = await deleteArtist(app, artist, tracks)
    setBusy(false)
    if (!done) return
    onClose()
    await navigate({ to: '/artists' })
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('deleted.deleteArtistTitle', { name: artist.name })}
      description={say('deleted.deleteArtistText')}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('deleted.cancel')}
          </Button>
          <Button variant="danger" busy={busy} disabled={!what.data} onClick={() => void confirm()}>
            {say('deleted.deleteArtist')}
          </Button>
        </>
      }
    >
      {what.isError ? (
        <ErrorState error={what.error} onRetry={() => void what.refetch()} />
      ) : !what.data ? (
        <Skeleton className="h-28 w-full" />
      ) : (
        <div className="grid gap-4">
          <ul className="list-disc pl-5">
            <li>
              {what.data.trackCount === 0
                ? say('deleted.noTracks')
                : say('deleted.onTracks', { count: what.data.trackCount })}
            </li>
            {what.data.albumCount > 0 && <li>{say('deleted.ofAlbums', { count: what.data.albumCount })}</li>}
          </ul>
          {what.data.deletableCount > 0 && (
            <fieldset className="grid gap-1">
              <legend className="sr-only">{say('deleted.tracks')}</legend>
              <Choice
                checked={tracks === 'keep'}
                onChoose={() => setTracks('keep')}
                title={say('deleted.keepTracks')}
                hint={say('deleted.keepTracksHint')}
              />
              <Choice
                checked={tracks === 'delete'}
                onChoose={() => setTracks('delete')}
                title={say('deleted.alsoTracks', { count: what.data.deletableCount })}
                hint={say('deleted.alsoTracksHint')}
              />
            </fieldset>
          )}
        </div>
      )}
    </Dialog>
  )
}

function Choice(props: { checked: boolean; onChoose: () => void; title: string; hint: string }) {
  return (
    <label className="hover:bg-raised rounded-control -mx-2 flex min-h-11 cursor-pointer items-start gap-3 p-2">
      <input
        type="radio"
        name="tracks"
        checked={props.checked}
        onChange={props.onChoose}
        className="accent-accent mt-1 size-4 flex-none"
      />
      <span>
        <span className="block font-semibold">{props.title}</span>
        <span className="text-muted block text-sm">{props.hint}</span>
      </span>
    </label>
  )
}
