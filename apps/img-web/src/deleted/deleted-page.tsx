import { PageHead } from '@bell/ui'
import { DeletedLists, DeletedRow } from '@bell/ui/deleted'
import { useFormats } from '@bell/ui/i18n'
import { Images } from 'lucide-react'
import type { Picture } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { pictureName } from '../pictures/picture-name.ts'
import { restorePictures } from '../pictures/delete-pictures.ts'
import { useImg } from '../img-app.ts'
import { restoreAlbum } from '../albums/edit-album.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
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
  const deletedAlbums = albums.data?.pages.flatMap((page) => page.items)
  const deletedImages = images.data?.pages.flatMap((page) => page.items)
  return (
    <DeletedLists
      empty={{ title: say('deleted.empty'), text: say('deleted.emptyText') }}
      lists={[
        {
          title: say('deleted.albums'),
          query: albums,
          rows: deletedAlbums?.map(({ album, goneAt }) => (
            <DeletedRow
              key={album.id}
              name={album.title}
              line={say('albums.count', { count: album.imageCount })}
              goneAt={goneAt}
              picture={<Thumbnail of={album.cover} />}
              restore={() => restoreAlbum(app, album.id)}
            />
          )),
        },
        {
          title: say('deleted.pictures'),
          query: images,
          rows: deletedImages?.map(({ image, goneAt }) => (
            <DeletedRow
              key={image.id}
              name={pictureName(image, say, formats)}
              line={formats.bytes(image.bytes)}
              goneAt={goneAt}
              picture={<Thumbnail of={image} />}
              restore={() => restorePictures(app, [image.id])}
            />
          )),
        },
      ]}
    />
  )
}

/** A picture cut to a square; of an album without any, the sign of albums. */
function Thumbnail({ of: picture }: { of: Pick<Picture, 'urls' | 'color'> | null }) {
  return picture ? (
    <span className="rounded-control size-14 overflow-hidden" style={{ backgroundColor: picture.color }}>
      <img src={picture.urls.thumb} alt="" loading="lazy" className="size-full object-cover" />
    </span>
  ) : (
    <span className="bg-raised text-muted rounded-control grid size-14 place-items-center">
      <Images aria-hidden size={22} strokeWidth={1.5} />
    </span>
  )
}
