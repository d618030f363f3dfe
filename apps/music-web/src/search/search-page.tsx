import { EmptyState, ErrorState, PageHead, TextField } from '@bell/ui'
import { useNavigate, useSearch as useRouteSearch } from '@tanstack/react-router'
import { Search, SearchX } from 'lucide-react'
import { useState } from 'react'
import type { SearchResults } from '../api/shapes.ts'
import { AlbumCard } from '../albums/album-card.tsx'
import { ArtistCard } from '../artists/artist-card.tsx'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
import { useMedia, wideEnough } from '../shell/use-media.ts'
import { TrackList, TrackListSkeleton } from '../tracks/track-list.tsx'
import { useSearch } from './use-search.ts'

export function SearchPage() {
  const say = useWords()
  usePageTitle(say('search.label'))
  return (
    <SignedInOnly>
      <SearchForm />
    </SignedInOnly>
  )
}

function SearchForm() {
  const say = useWords()
  const wide = useMedia(wideEnough)
  const navigate = useNavigate({ from: '/search' })
  const { q = '' } = useRouteSearch({ from: '/search' })
  const [typed, setTyped] = useState(q)
  // Led here by another question (the palette, going back): that one counts.
  const [asked, setAsked] = useState(q)
  if (asked !== q) {
    setAsked(q)
    if (typed.trim() !== q) setTyped(q)
  }
  const results = useSearch(typed, 20)
  return (
    <div className="@container">
      <PageHead title={say('search.label')} />
      <TextField
        label={say('search.label')}
        hideLabel
        type="search"
        autoFocus={!wide || q === ''}
        placeholder={say('search.placeholder')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          const next = event.target.value.trim()
          void navigate({ search: next ? { q: next } : {}, replace: true })
        }}
        className="mb-4 max-w-xl"
      />
      {typed.trim() === '' ? (
        <EmptyState icon={<Search aria-hidden />} title={say('search.start')}>
          {say('search.startHint')}
        </EmptyState>
      ) : results.isError ? (
        <ErrorState error={results.error} title={say('search.failed')} onRetry={() => void results.refetch()} />
      ) : results.data ? (
        <Results results={results.data} query={results.q} />
      ) : (
        <TrackListSkeleton rows={6} />
      )}
    </div>
  )
}

function Results({ results, query }: { results: SearchResults; query: string }) {
  const say = useWords()
  const { tracks, artists, albums } = results
  if (tracks.length + artists.length + albums.length === 0) {
    return (
      <EmptyState icon={<SearchX aria-hidden />} title={say('search.none', { query })}>
        {say('search.noneHint')}
      </EmptyState>
    )
  }
  return (
    <>
      {tracks.length > 0 && (
        <section className="mb-8">
          <h2 className="mb-2 text-lg font-bold">{say('search.tracks')}</h2>
          <TrackList tracks={tracks} label={say('search.tracks')} twoColumns />
        </section>
      )}
      {artists.length > 0 && (
        <section className="mb-8">
          <h2 className="mb-4 text-lg font-bold">{say('search.artists')}</h2>
          <div className="grid grid-cols-3 gap-3 @lg:grid-cols-4 @lg:gap-4.5 @3xl:grid-cols-6 @6xl:grid-cols-8">
            {artists.map((artist) => (
              <ArtistCard key={artist.id} artist={artist} />
            ))}
          </div>
        </section>
      )}
      {albums.length > 0 && (
        <section className="mb-8">
          <h2 className="mb-4 text-lg font-bold">{say('search.albums')}</h2>
          <div className="grid grid-cols-3 gap-3 @lg:grid-cols-4 @lg:gap-4.5 @3xl:grid-cols-6 @6xl:grid-cols-8">
            {albums.map((album) => (
              <AlbumCard key={album.id} album={album} line={album.artist?.name ?? album.year} />
            ))}
          </div>
        </section>
      )}
    </>
  )
}
