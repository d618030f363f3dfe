import { Button, Skeleton } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { AlbumCard } from '../albums/album-card.tsx'
import { albumKeys } from '../albums/album-keys.ts'
import { useAlbumArtist } from '../albums/use-album-artist.ts'
import type { Album, Artist, Track } from '../api/shapes.ts'
import { ArtistCard } from '../artists/artist-card.tsx'
import { artistKeys } from '../artists/artist-keys.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { CardSkeleton, TrackCard } from '../tracks/track-card.tsx'
import { trackKeys } from '../tracks/track-cache.ts'
import { TrackList, TrackListSkeleton } from '../tracks/track-list.tsx'
import { usePlayTracks } from '../tracks/use-play-tracks.ts'

export function HomeSections({ newest }: { newest: Track[] }) {
  const say = useWords()
  const { api } = useMusic()
  const { user } = useSession()
  const playTracks = usePlayTracks()
  const recent = useQuery({ queryKey: trackKeys.recent, queryFn: () => api.recent(8), enabled: user !== undefined })
  const artists = useQuery({ queryKey: artistKeys.shelf, queryFn: () => api.artists({ limit: 8 }) })
  const albums = useQuery({ queryKey: albumKeys.newest, queryFn: () => api.albums({ limit: 8 }) })
  const heard = recent.data?.items ?? []
  const known = artists.data?.items ?? []
  const records = albums.data?.items ?? []
  return (
    <div className="@container pb-4">
      {(recent.isLoading || heard.length > 0) && (
        <Section title={say('home.recent')}>
          {recent.isLoading ? <ShelfSkeleton /> : <RecentShelf tracks={heard} />}
        </Section>
      )}
      <Section
        title={say('home.newest')}
        aside={
          <>
            <Button
              variant="quiet"
              size="sm"
              icon={<Play className="!size-4 fill-current" />}
              onClick={() => playTracks(newest, 0)}
            >
              {say('home.playNewest')}
            </Button>
            {user && <All to="/library" />}
          </>
        }
      >
        <TrackList tracks={newest} label={say('home.newest')} twoColumns />
      </Section>
      {(albums.isPending || records.length > 0) && (
        <Section title={say('home.albums')} aside={<All to="/albums" />}>
          {albums.isPending ? <ShelfSkeleton /> : <AlbumShelf albums={records} />}
        </Section>
      )}
      {(artists.isPending || known.length > 0) && (
        <Section title={say('home.artists')} aside={<All to="/artists" />}>
          {artists.isPending ? <ShelfSkeleton round /> : <ArtistShelf artists={known} />}
        </Section>
      )}
    </div>
  )
}

function RecentShelf({ tracks }: { tracks: Track[] }) {
  const playTracks = usePlayTracks()
  return (
    <div className="shelf">
      {tracks.map((track, index) => {
        const play = () => playTracks(tracks, index)
        return <TrackCard key={track.id} track={track} play={play} />
      })}
    </div>
  )
}

function AlbumShelf({ albums }: { albums: Album[] }) {
  const artistOf = useAlbumArtist()
  return (
    <div className="shelf">
      {albums.map((album) => (
        <AlbumCard key={album.id} album={album} line={artistOf(album) ?? album.year} />
      ))}
    </div>
  )
}

function ArtistShelf({ artists }: { artists: Artist[] }) {
  return (
    <div className="shelf">
      {artists.map((artist) => (
        <ArtistCard key={artist.id} artist={artist} />
      ))}
    </div>
  )
}

function ShelfSkeleton({ round = false }: { round?: boolean }) {
  return (
    <div className="shelf">
      {Array.from({ length: 8 }, (_, index) => (
        <CardSkeleton key={index} round={round} />
      ))}
    </div>
  )
}

function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="mt-5.5">
      <header className="mb-3 flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1">
        <h2 className="text-lg font-bold">{title}</h2>
        {aside && <div className="ml-auto flex items-center gap-4">{aside}</div>}
      </header>
      {children}
    </section>
  )
}

function All({ to }: { to: '/library' | '/albums' | '/artists' }) {
  const say = useWords()
  return (
    <Link to={to} className="text-muted hover:text-text text-xs font-semibold">
      {say('home.all')}
    </Link>
  )
}

export function HomeSkeleton() {
  return (
    <div className="@container" aria-busy>
      <Skeleton className="mt-5.5 mb-4 h-7 w-40" />
      <ShelfSkeleton />
      <Skeleton className="mt-8 mb-4 h-7 w-32" />
      <TrackListSkeleton rows={10} twoColumns />
    </div>
  )
}
