import { Button, EmptyState, ErrorState, PageHeroSkeleton, Skeleton } from '@bell/ui'
import { ApiProblem } from '@bell/ui/session'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { AudioLines, UserX } from 'lucide-react'
import { AlbumCard } from '../albums/album-card.tsx'
import type { Album } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { OnceKnown } from '../shell/once-known.tsx'
import { trackKeys } from '../tracks/track-cache.ts'
import { CardSkeleton } from '../tracks/track-card.tsx'
import { TrackList, TrackListSkeleton } from '../tracks/track-list.tsx'
import { ArtistCard } from './artist-card.tsx'
import { ArtistHead } from './artist-head.tsx'
import { artistKeys } from './artist-keys.ts'

export function ArtistPage() {
  const { artistId } = useParams({ from: '/artists/$artistId' })
  return (
    <OnceKnown>
      <OneArtist key={artistId} id={artistId} />
    </OnceKnown>
  )
}

function OneArtist({ id }: { id: string }) {
  const say = useWords()
  const { api } = useMusic()
  const artist = useQuery({ queryKey: artistKeys.one(id), queryFn: () => api.artist(id) })
  const tracks = useInfiniteQuery({
    queryKey: trackKeys.ofArtist(id),
    queryFn: ({ pageParam }) => api.artistTracks(id, pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  usePageTitle(artist.data?.name ?? say('artists.title'))

  if (artist.isPending) return <ArtistSkeleton />
  if (artist.error instanceof ApiProblem && artist.error.status < 500 && artist.error.status >= 400) {
    return (
      <EmptyState level={1} icon={<UserX aria-hidden />} title={say('artist.notFound')}>
        {say('artist.notFoundText')}
      </EmptyState>
    )
  }
  if (artist.isError) return <ErrorState error={artist.error} onRetry={() => void artist.refetch()} />
  const list = tracks.data?.pages.flatMap((page) => page.items) ?? []
  const many = list.length > fewTracks
  return (
    <article>
      <ArtistHead artist={artist.data} tracks={list} />
      {many && <TopTracks id={id} />}
      <ArtistAlbums id={id} />
      <h2 className="mt-8 mb-2 text-lg font-bold">{say(many ? 'artist.allTracks' : 'artist.tracks')}</h2>
      {tracks.isPending ? (
        <TrackListSkeleton rows={5} />
      ) : tracks.isError ? (
        <ErrorState error={tracks.error} onRetry={() => void tracks.refetch()} />
      ) : list.length === 0 ? (
        <EmptyState icon={<AudioLines aria-hidden />} title={say('artist.noTracks')}>
          {say('artist.noTracksText')}
        </EmptyState>
      ) : (
        <TrackList tracks={list} label={say(many ? 'artist.allTracks' : 'artist.tracks')} />
      )}
      {tracks.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button variant="quiet" busy={tracks.isFetchingNextPage} onClick={() => void tracks.fetchNextPage()}>
            {say('artist.loadMore')}
          </Button>
        </div>
      )}
      <RelatedArtists id={id} />
    </article>
  )
}

/** Of more than these, those that most people play come first. */
const fewTracks = 8

function TopTracks({ id }: { id: string }) {
  const say = useWords()
  const { api } = useMusic()
  const top = useQuery({ queryKey: trackKeys.topOfArtist(id), queryFn: () => api.artistTopTracks(id, 5) })
  if (top.isError) return null
  return (
    <section>
      <h2 className="mt-8 mb-2 text-lg font-bold">{say('artist.topTracks')}</h2>
      {top.data ? (
        <TrackList tracks={top.data.items} label={say('artist.topTracks')} />
      ) : (
        <TrackListSkeleton rows={5} />
      )}
    </section>
  )
}

/** Albums of their own, then those of others that they are on. */
function ArtistAlbums({ id }: { id: string }) {
  const say = useWords()
  const { api } = useMusic()
  const albums = useQuery({ queryKey: artistKeys.albums(id), queryFn: () => api.artistAlbums(id) })
  if (albums.isPending) return <AlbumsSkeleton />
  const { own = [], others = [] } = Object.groupBy(albums.data?.items ?? [], (album) =>
    album.artist?.id === id ? 'own' : 'others',
  )
  return (
    <>
      <AlbumGrid title={say('artist.albums')} albums={own} />
      <AlbumGrid title={say('artist.appearsOn')} albums={others} />
    </>
  )
}

const albumGrid = 'grid grid-cols-3 gap-3 @lg:grid-cols-4 @lg:gap-4.5 @3xl:grid-cols-6'

function AlbumsSkeleton() {
  return (
    <div aria-hidden className="@container">
      <Skeleton className="mt-8 mb-4 h-6 w-24" />
      <div className={albumGrid}>
        <CardSkeleton />
        <CardSkeleton />
        <CardSkeleton />
      </div>
    </div>
  )
}

function AlbumGrid({ title, albums }: { title: string; albums: Album[] }) {
  if (albums.length === 0) return null
  return (
    <section className="@container">
      <h2 className="mt-8 mb-4 text-lg font-bold">{title}</h2>
      <div className={albumGrid}>
        {albums.map((album) => (
          <AlbumCard key={album.id} album={album} line={album.year} />
        ))}
      </div>
    </section>
  )
}

function RelatedArtists({ id }: { id: string }) {
  const say = useWords()
  const { api } = useMusic()
  const related = useQuery({ queryKey: artistKeys.related(id), queryFn: () => api.relatedArtists(id) })
  if (!related.data || related.data.items.length === 0) return null
  return (
    <section className="@container">
      <h2 className="mt-8 mb-4 text-lg font-bold">{say('artist.related')}</h2>
      <div className="shelf">
        {related.data.items.map((artist) => (
          <ArtistCard key={artist.id} artist={artist} />
        ))}
      </div>
    </section>
  )
}

function ArtistSkeleton() {
  return (
    <div aria-busy>
      <PageHeroSkeleton picture="size-40 !rounded-full" />
      <Skeleton className="mt-2 h-4 w-2/3 max-w-prose" />
      <AlbumsSkeleton />
      <Skeleton className="mt-8 mb-2 h-6 w-24" />
      <TrackListSkeleton rows={5} />
    </div>
  )
}
