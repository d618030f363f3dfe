import { Button, EmptyState, ErrorState, LanguageAndTheme, Skeleton, Toaster, Wordmark } from '@bell/ui'
import { ApiProblem, useSession } from '@bell/ui/session'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { Download, ImageOff, Images } from 'lucide-react'
import type { ReactNode } from 'react'
import { GridSkeleton } from '../grid/grid-skeleton.tsx'
import { PictureGrid } from '../grid/picture-grid.tsx'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { downloadPublicAlbum } from '../pictures/download.ts'
import { usePublicPictures } from '../pictures/picture-lists.ts'
import { usePageTitle } from '../shell/page-title.ts'

/** An album for whoever has its link: the pictures, and nothing to sign in to. */
export function PublicAlbumPage() {
  const { publicId } = useParams({ from: '/shared/$publicId' })
  // Once it is known that nobody is signed in, what was fetched until then is forgotten.
  const known = useSession().status !== 'loading'
  return (
    <>
      <main id="main" className="mx-auto min-h-[calc(100dvh-4.5rem)] max-w-[100rem] px-4 pb-12 md:px-8">
        {known ? <Opened publicId={publicId} /> : <AlbumSkeleton />}
      </main>
      <footer className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-4 md:px-8">
        <a href="/" className="rounded-control">
          <Wordmark product="img" />
        </a>
        <LanguageAndTheme />
      </footer>
      <Toaster />
      {known && <Outlet />}
    </>
  )
}

function Opened({ publicId }: { publicId: string }) {
  const say = useWords()
  const { api } = useImg()
  const album = useQuery({ queryKey: ['public-albums', publicId], queryFn: () => api.publicAlbum(publicId) })
  const list = usePublicPictures(publicId)
  usePageTitle(album.data?.title ?? say('albums.heading'))

  if (album.isError && isGone(album.error)) {
    return (
      <EmptyState level={1} icon={<ImageOff aria-hidden />} title={say('public.gone')}>
        {say('public.goneText')}
      </EmptyState>
    )
  }
  if (album.isError) return <ErrorState error={album.error} onRetry={() => void album.refetch()} />
  if (album.isPending) return <AlbumSkeleton />
  const { title, description, ownerName, imageCount } = album.data
  return (
    <>
      <header className="pt-8 pb-6 md:pt-14 md:pb-10">
        <h1 className="text-xl font-[750] text-balance md:text-2xl">{title}</h1>
        <p className="text-muted mt-2">
          {say('public.by', { name: ownerName })} · {say('albums.count', { count: imageCount })}
        </p>
        {description && <p className="mt-4 max-w-prose text-base whitespace-pre-line">{description}</p>}
        {imageCount > 0 && (
          <Button variant="quiet" icon={<Download />} className="mt-4" onClick={() => downloadPublicAlbum(publicId)}>
            {say('album.download')}
          </Button>
        )}
      </header>
      <Pictures list={list} publicId={publicId} title={title} />
    </>
  )
}

function AlbumSkeleton() {
  return (
    <>
      <Skeleton className="mt-10 mb-3 h-10 w-72 max-w-full" />
      <Skeleton className="mb-10 h-4 w-40" />
      <GridSkeleton />
    </>
  )
}

function Pictures(props: { list: ReturnType<typeof usePublicPictures>; publicId: string; title: string }): ReactNode {
  const { list, publicId, title } = props
  const say = useWords()
  if (list.query.isPending) return <GridSkeleton />
  if (list.query.isError) return <ErrorState error={list.query.error} onRetry={() => void list.query.refetch()} />
  if (list.pictures.length === 0) return <EmptyState icon={<Images aria-hidden />} title={say('album.empty')} />
  return (
    <PictureGrid
      list={list}
      label={say('album.pictures', { title })}
      linkTo={({ id }) => ({ to: '/shared/$publicId/$imageId', params: { publicId, imageId: id } })}
    />
  )
}

/** It is not shared any more, or never was. */
function isGone(error: unknown) {
  return error instanceof ApiProblem && (error.status === 404 || error.status === 400)
}
