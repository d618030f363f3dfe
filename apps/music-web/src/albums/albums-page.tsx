import { Button, buttonClass, EmptyState, ErrorState, PageHead } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Disc3, Upload } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { OnceKnown } from '../shell/once-known.tsx'
import { CardSkeleton } from '../tracks/track-card.tsx'
import { mayUpload } from '../upload/may-upload.ts'
import { AlbumCard } from './album-card.tsx'
import { albumKeys } from './album-keys.ts'
import { useAlbumArtist } from './use-album-artist.ts'

/** Whole rows of the widest grid. */
const batch = 24

export function AlbumsPage() {
  const say = useWords()
  usePageTitle(say('search.albums'))
  return (
    <OnceKnown>
      <PageHead title={say('search.albums')} />
      <Albums />
    </OnceKnown>
  )
}

function Albums() {
  const say = useWords()
  const { api } = useMusic()
  const { user } = useSession()
  const artistOf = useAlbumArtist()
  const list = useInfiniteQuery({
    queryKey: albumKeys.grid,
    queryFn: ({ pageParam }) => api.albums({ limit: batch, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  if (list.isPending) {
    return (
      <Grid busy>
        {Array.from({ length: batch }, (_, index) => (
          <CardSkeleton key={index} />
        ))}
      </Grid>
    )
  }
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  const albums = list.data.pages.flatMap((page) => page.items)
  if (albums.length === 0) {
    const upload = mayUpload(user) && (
      <Link to="/upload" className={buttonClass({})}>
        <Upload aria-hidden />
        {say('library.emptyAction')}
      </Link>
    )
    return (
      <EmptyState icon={<Disc3 aria-hidden />} title={say('album.empty')} action={upload || undefined}>
        {say('album.emptyText')}
      </EmptyState>
    )
  }
  return (
    <>
      <Grid>
        {albums.map((album) => (
          <AlbumCard key={album.id} album={album} line={artistOf(album) ?? album.year} />
        ))}
      </Grid>
      {list.hasNextPage && (
        <div className="mt-8 flex justify-center">
          <Button variant="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {say('album.loadMore')}
          </Button>
        </div>
      )}
    </>
  )
}

function Grid({ busy = false, children }: { busy?: boolean; children: ReactNode }) {
  return (
    <div className="@container" aria-busy={busy}>
      <div className="grid grid-cols-2 gap-x-4 gap-y-6 @md:grid-cols-3 @2xl:grid-cols-4 @4xl:grid-cols-6 @6xl:grid-cols-8">
        {children}
      </div>
    </div>
  )
}
