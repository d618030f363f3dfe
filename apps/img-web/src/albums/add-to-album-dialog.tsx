import { Button, Dialog, ErrorState, Skeleton } from '@bell/ui'
import { FolderPlus, Images } from 'lucide-react'
import { useState } from 'react'
import type { Album } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { addToAlbum } from './edit-album.ts'
import { NewAlbumDialog } from './new-album-dialog.tsx'
import { useAlbums } from './use-albums.ts'

interface AddToAlbumDialogProps {
  ids: readonly string[]
  /** The album that they leave, where they are moved. */
  from?: string
  onClose: (added: boolean) => void
}

/** Puts pictures into one of one's own albums, or into a new one. */
export function AddToAlbumDialog({ ids, from, onClose }: AddToAlbumDialogProps) {
  const say = useWords()
  const app = useImg()
  const [creating, setCreating] = useState(false)

  async function add(album: Album) {
    onClose(true)
    await addToAlbum(app, album, ids, from)
  }

  return (
    <>
      <Dialog
        open={!creating}
        onOpenChange={(next) => !next && onClose(false)}
        title={say(from === undefined ? 'addTo.title' : 'addTo.moveTitle', { count: ids.length })}
      >
        <div className="grid gap-1 pb-2">
          <Button variant="quiet" icon={<FolderPlus />} onClick={() => setCreating(true)} className="mb-2 w-full">
            {say('albums.new')}
          </Button>
          <Choices but={from} onChoose={(album) => void add(album)} />
        </div>
      </Dialog>
      <NewAlbumDialog open={creating} onClose={() => setCreating(false)} onCreated={add} />
    </>
  )
}

function Choices({ but, onChoose }: { but: string | undefined; onChoose: (album: Album) => void }) {
  const say = useWords()
  const albums = useAlbums('me')
  if (albums.isPending) {
    return [1, 2, 3].map((row) => <Skeleton key={row} className="h-14 w-full" />)
  }
  if (albums.isError) return <ErrorState error={albums.error} onRetry={() => void albums.refetch()} />
  return (
    <>
      {albums.data.pages.flatMap(({ items }) =>
        items
          .filter(({ id }) => id !== but)
          .map((album) => (
            <button
              key={album.id}
              type="button"
              onClick={() => onChoose(album)}
              className="hover:bg-raised rounded-control flex min-h-14 items-center gap-3 p-1.5 text-left"
            >
              {album.cover ? (
                <img src={album.cover.urls.thumb} alt="" className="rounded-control size-11 object-cover" />
              ) : (
                <span className="bg-raised text-muted rounded-control grid size-11 place-items-center">
                  <Images aria-hidden size={20} strokeWidth={1.5} />
                </span>
              )}
              <span className="min-w-0">
                <span className="block truncate font-semibold">{album.title}</span>
                <span className="text-muted block text-xs">{say('albums.count', { count: album.imageCount })}</span>
              </span>
            </button>
          )),
      )}
      {albums.hasNextPage && (
        <Button variant="quiet" busy={albums.isFetchingNextPage} onClick={() => void albums.fetchNextPage()}>
          {say('albums.more')}
        </Button>
      )}
    </>
  )
}
