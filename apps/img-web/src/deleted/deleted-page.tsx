import { Button, EmptyState, ErrorState, PageHead, Skeleton } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { Trash2 } from 'lucide-react'
import { Children, type ReactNode } from 'react'
import { useWords } from '../i18n/words.ts'
import { pictureName } from '../pictures/picture-name.ts'
import { restorePictures } from '../pictures/delete-pictures.ts'
import { useImg } from '../img-app.ts'
import { restoreAlbum } from '../albums/edit-album.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
import { DeletedRow } from './deleted-row.tsx'
import { useDeletedAlbums, useDeletedImages } from './use-deleted.ts'

/** What was deleted and can still come back. */
export function DeletedPage() {
  const say = useWords()
  usePageTitle(say('deleted.title'))
  return (
    <SignedInOnly>
      <div className="max-w-3xl">
        <PageHead title={say('deleted.title')} lead={say('deleted.lead')} />
        <Deleted />
      </div>
    </SignedInOnly>
  )
}

function Deleted() {
  const say = useWords()
  const formats = useFormats()
  const app = useImg()
  const images = useDeletedImages()
  const albums = useDeletedAlbums()
  const failed = images.isError ? images : albums.isError ? albums : undefined
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
  if (!images.data || !albums.data) {
    return (
      <div aria-busy className="grid gap-4">
        {[1, 2, 3].map((row) => (
          <Skeleton key={row} className="h-14 w-full" />
        ))}
      </div>
    )
  }
  const deletedImages = images.data.pages.flatMap((page) => page.items)
  const deletedAlbums = albums.data.pages.flatMap((page) => page.items)
  if (deletedImages.length + deletedAlbums.length === 0) {
    return (
      <EmptyState icon={<Trash2 aria-hidden />} title={say('deleted.empty')}>
        {say('deleted.emptyText')}
      </EmptyState>
    )
  }
  return (
    <>
      <List title={say('deleted.albums')} list={albums}>
        {deletedAlbums.map(({ album, goneAt }) => (
          <DeletedRow
            key={album.id}
            name={album.title}
            line={say('albums.count', { count: album.imageCount })}
            goneAt={goneAt}
            picture={album.cover}
            restore={() => restoreAlbum(app, album.id)}
          />
        ))}
      </List>
      <List title={say('deleted.pictures')} list={images}>
        {deletedImages.map(({ image, goneAt }) => (
          <DeletedRow
            key={image.id}
            name={pictureName(image, say, formats)}
            line={formats.bytes(image.bytes)}
            goneAt={goneAt}
            picture={image}
            restore={() => restorePictures(app, [image.id])}
          />
        ))}
      </List>
    </>
  )
}

interface Continued {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage(): Promise<unknown>
}

/** A heading with rows below it, and more of them where there are; nothing where there is none. */
function List({ title, list, children }: { title: string; list: Continued; children: ReactNode }) {
  const say = useWords()
  if (Children.count(children) === 0) return null
  return (
    <section className="mb-8">
      <h2 className="mb-2 text-lg font-bold">{title}</h2>
      <ul>{children}</ul>
      {list.hasNextPage && (
        <div className="mt-4 text-center">
          <Button variant="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {say('deleted.more')}
          </Button>
        </div>
      )}
    </section>
  )
}
