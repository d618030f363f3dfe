import { Button, Cover, EmptyState, ErrorState, Skeleton } from '@bell/ui'
import { ApiProblem } from '@bell/ui/session'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { AudioLines, Globe, Play, Shuffle, UserX } from 'lucide-react'
import { AlbumCard } from '../albums/album-card.tsx'
import type { Artist, Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
import { trackKeys } from '../tracks/track-cache.ts'
import { TrackList, TrackListSkeleton } from '../tracks/track-list.tsx'
import { usePlayTracks, useShuffleTracks } from '../tracks/use-play-tracks.ts'
import { artistKeys } from './artist-keys.ts'
import { isWebAddress, linkNames, type LinkKind } from './link-kind.ts'

export function ArtistPage() {
  const { artistId } = useParams({ from: '/artists/$artistId' })
  return (
    <SignedInOnly>
      <OneArtist key={artistId} id={artistId} />
    </SignedInOnly>
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
  return (
    <article>
      <Head artist={artist.data} tracks={list} />
      <h2 className="mt-8 mb-2 text-lg font-bold">{say('artist.tracks')}</h2>
      {tracks.isPending ? (
        <TrackListSkeleton rows={5} />
      ) : tracks.isError ? (
        <ErrorState error={tracks.error} onRetry={() => void tracks.refetch()} />
      ) : list.length === 0 ? (
        <EmptyState icon={<AudioLines aria-hidden />} title={say('artist.noTracks')}>
          {say('artist.noTracksText')}
        </EmptyState>
      ) : (
        <TrackList tracks={list} label={say('artist.tracks')} />
      )}
      {tracks.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button variant="quiet" busy={tracks.isFetchingNextPage} onClick={() => void tracks.fetchNextPage()}>
            {say('artist.loadMore')}
          </Button>
        </div>
      )}
      <Albums id={id} />
    </article>
  )
}

function Head({ artist, tracks }: { artist: Artist; tracks: Track[] }) {
  const say = useWords()
  const playTracks = usePlayTracks()
  const shuffleTracks = useShuffleTracks()
  return (
    <header className="flex flex-wrap items-center gap-x-8 gap-y-5 pt-6">
      <Cover id={artist.id} src={artist.photoUrl} size={160} round eager />
      <div className="min-w-0 flex-1 basis-72">
        <h1 className="text-xl font-[750] md:text-2xl">{artist.name}</h1>
        <p className="text-muted mt-1">{say('artists.tracks', { count: artist.trackCount })}</p>
        {artist.biography && <p className="mt-3 max-w-prose whitespace-pre-line">{artist.biography}</p>}
        <div className="mt-4 flex flex-wrap items-center gap-3">
          <Button
            icon={<Play className="fill-current" />}
            disabled={tracks.length === 0}
            onClick={() => playTracks(tracks, 0)}
          >
            {say('artist.playAll')}
          </Button>
          <Button
            variant="quiet"
            icon={<Shuffle />}
            disabled={tracks.length === 0}
            onClick={() => shuffleTracks(tracks)}
          >
            {say('artist.shuffleAll')}
          </Button>
        </div>
        <Links artist={artist} />
      </div>
    </header>
  )
}

function Links({ artist }: { artist: Artist }) {
  const say = useWords()
  const links = artist.links.filter((link) => isWebAddress(link.url))
  if (links.length === 0) return null
  return (
    <ul aria-label={say('artist.links')} className="mt-4 flex flex-wrap gap-x-5 gap-y-1">
      {links.map((link) => (
        <li key={link.url}>
          <a
            href={link.url}
            target="_blank"
            rel="noopener noreferrer"
            className="text-muted hover:text-text inline-flex min-h-9 items-center gap-2 font-medium hover:underline pointer-coarse:min-h-11"
          >
            <Globe aria-hidden size={16} />
            {linkNames[link.kind as LinkKind] || new URL(link.url).hostname.replace(/^www\./, '')}
          </a>
        </li>
      ))}
    </ul>
  )
}

function Albums({ id }: { id: string }) {
  const say = useWords()
  const { api } = useMusic()
  const albums = useQuery({ queryKey: artistKeys.albums(id), queryFn: () => api.artistAlbums(id) })
  if (!albums.data || albums.data.items.length === 0) return null
  return (
    <section className="@container">
      <h2 className="mt-8 mb-4 text-lg font-bold">{say('artist.albums')}</h2>
      <div className="grid grid-cols-3 gap-3 @lg:grid-cols-4 @lg:gap-4.5 @3xl:grid-cols-6">
        {albums.data.items.map((album) => (
          <AlbumCard key={album.id} album={album} line={album.year} />
        ))}
      </div>
    </section>
  )
}

function ArtistSkeleton() {
  return (
    <div aria-busy>
      <div className="flex flex-wrap items-center gap-8 pt-6">
        <Skeleton className="size-40 !rounded-full" />
        <div className="grid gap-3">
          <Skeleton className="h-10 w-64" />
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-10 w-56 !rounded-full" />
        </div>
      </div>
      <Skeleton className="mt-8 mb-4 h-6 w-24" />
      <TrackListSkeleton rows={5} />
    </div>
  )
}
