import { EmptyState, ErrorState, Skeleton } from '@bell/ui'
import { nothing } from '@bell/ui/selection'
import { useSession } from '@bell/ui/session'
import { Outlet, useParams } from '@tanstack/react-router'
import { ImagePlus, Images } from 'lucide-react'
import { useState } from 'react'
import type { Album } from '../api/shapes.ts'
import { GridSkeleton } from '../grid/grid-skeleton.tsx'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { ChoosableGrid } from '../pictures/choosable-grid.tsx'
import { useAlbumPictures } from '../pictures/picture-lists.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
import { AddPictures } from '../upload/add-pictures.tsx'
import { AlbumHead } from './album-head.tsx'
import { changeAlbum, takeFromAlbum } from './edit-album.ts'
import { mayEditAlbum } from './may-edit-album.ts'
import { useAlbum } from './use-albums.ts'
import { useOrder } from './use-order.ts'

/** An album: what it is called, who sees it, its pictures in their order. */
export function AlbumPage() {
  const { albumId } = useParams({ from: '/members/albums/$albumId' })
  return (
    <SignedInOnly>
      <Opened key={albumId} albumId={albumId} />
    </SignedInOnly>
  )
}

function Opened({ albumId }: { albumId: string }) {
  const say = useWords()
  const album = useAlbum(albumId)
  usePageTitle(album.data?.title ?? say('albums.heading'))
  if (album.isPending) {
    return (
      <>
        <Skeleton className="mt-6 mb-3 h-8 w-64" />
        <Skeleton className="mb-6 h-4 w-40" />
        <GridSkeleton />
      </>
    )
  }
  if (album.isError) return <ErrorState error={album.error} onRetry={() => void album.refetch()} />
  return <Shown album={album.data} />
}

function Shown({ album }: { album: Album }) {
  const say = useWords()
  const app = useImg()
  const { user } = useSession()
  const list = useAlbumPictures(album.id)
  const move = useOrder(album.id)
  const [selection, setSelection] = useState(nothing)
  const mayEdit = mayEditAlbum(user, album)
  return (
    <>
      <AlbumHead album={album} mayEdit={mayEdit} />
      {list.query.isPending ? (
        <GridSkeleton />
      ) : list.query.isError ? (
        <ErrorState error={list.query.error} onRetry={() => void list.query.refetch()} />
      ) : list.pictures.length === 0 && !list.query.hasNextPage ? (
        <EmptyState
          icon={mayEdit ? <ImagePlus aria-hidden /> : <Images aria-hidden />}
          title={say('album.empty')}
          action={mayEdit && <AddPictures />}
        >
          {mayEdit && say('album.emptyText')}
        </EmptyState>
      ) : (
        <ChoosableGrid
          list={list}
          label={say('album.pictures', { title: album.title })}
          linkTo={({ id }) => ({ to: '/albums/$albumId/$imageId', params: { albumId: album.id, imageId: id } })}
          selection={selection}
          onSelection={setSelection}
          {...(mayEdit && {
            onMove: move,
            albumId: album.id,
            onTake: (ids) => void takeFromAlbum(app, album.id, ids),
            onCover: (id) => void changeAlbum(app, album, { coverId: id }),
          })}
        />
      )}
      <Outlet />
    </>
  )
}
