import { Button, EmptyState, ErrorState, PageHead, SegmentedControl, Skeleton, TextField } from '@bell/ui'
import { useNavigate, useSearch as useRouteSearch } from '@tanstack/react-router'
import { History, Search, SearchX } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { SearchType } from '../api/music-api.ts'
import type { SearchResults } from '../api/shapes.ts'
import { AlbumCard } from '../albums/album-card.tsx'
import { ArtistCard } from '../artists/artist-card.tsx'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { OnceKnown } from '../shell/once-known.tsx'
import { useMedia, wideEnough } from '../shell/use-media.ts'
import { useStore } from '@bell/ui/store'
import { TrackList, TrackListSkeleton } from '../tracks/track-list.tsx'
import { recentSearches, rememberSearch } from './recent-searches.ts'
import { isSearchDown } from './search-down.ts'
import { searchTypes, useSearch, useSearchProblems } from './use-search.ts'

/** Results of a kind that are shown at first beside others, and by how many more come; the server gives no more than `most`. */
const few = 10
const step = 20
const most = 100

export function SearchPage() {
  const say = useWords()
  usePageTitle(say('search.label'))
  return (
    <OnceKnown>
      <SearchForm />
    </OnceKnown>
  )
}

function SearchForm() {
  const say = useWords()
  const wide = useMedia(wideEnough)
  const navigate = useNavigate({ from: '/search' })
  const { q = '', type } = useRouteSearch({ from: '/search' })
  const [typed, setTyped] = useState(q)
  // Led here by another question (the palette, going back): that one counts.
  const [asked, setAsked] = useState(q)
  if (asked !== q) {
    setAsked(q)
    if (typed.trim() !== q) setTyped(q)
  }
  const results = useRef<HTMLDivElement>(null)

  function show(next: { q: string; type: SearchType | undefined }) {
    void navigate({ search: { ...(next.q && { q: next.q }), ...(next.type && { type: next.type }) }, replace: true })
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') rememberSearch(typed)
    if (event.key !== 'ArrowDown') return
    const first = results.current?.querySelector<HTMLElement>('[data-row], a, button')
    if (!first) return
    event.preventDefault()
    first.focus()
  }

  return (
    <div className="@container">
      <PageHead title={say('search.label')} />
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <TextField
          label={say('search.label')}
          hideLabel
          type="search"
          autoFocus={!wide || q === ''}
          placeholder={say('search.placeholder')}
          value={typed}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setTyped(event.target.value)
            show({ q: event.target.value.trim(), type })
          }}
          className="min-w-60 flex-1 basis-60 md:max-w-xl"
        />
        <SegmentedControl<SearchType | 'all'>
          label={say('search.type')}
          value={type ?? 'all'}
          onValueChange={(next) => show({ q: typed.trim(), type: next === 'all' ? undefined : next })}
          items={[
            { value: 'all', label: say('search.everything') },
            ...searchTypes.map((one) => ({ value: one, label: say(`search.${one}`) })),
          ]}
        />
      </div>
      {/* A click on a result, or Enter, is what tells that the words were worth remembering. */}
      <div
        ref={results}
        onClickCapture={() => rememberSearch(typed)}
        onKeyDownCapture={({ key }) => key === 'Enter' && rememberSearch(typed)}
      >
        {typed.trim() === '' ? (
          <Beginning choose={(query) => show({ q: query, type })} />
        ) : type ? (
          <OfOneType key={`${type} ${typed.trim()}`} typed={typed} type={type} />
        ) : (
          <OfAllTypes typed={typed} showAll={(next) => show({ q: typed.trim(), type: next })} />
        )}
      </div>
    </div>
  )
}

function Beginning({ choose }: { choose: (query: string) => void }) {
  const say = useWords()
  const queries = useStore(recentSearches, (state) => state.queries)
  if (queries.length === 0) {
    return (
      <EmptyState icon={<Search aria-hidden />} title={say('search.start')}>
        {say('search.startHint')}
      </EmptyState>
    )
  }
  return (
    <section className="max-w-xl">
      <h2 className="mb-2 text-lg font-bold">{say('search.recent')}</h2>
      <ul>
        {queries.map((query) => (
          <li key={query}>
            <button
              type="button"
              onClick={() => choose(query)}
              className="hover:bg-raised rounded-control flex min-h-11 w-full items-center gap-3 px-2 text-left"
            >
              <History aria-hidden size={18} className="text-muted flex-none" />
              <span className="truncate">{query}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function OfAllTypes({ typed, showAll }: { typed: string; showAll: (type: SearchType) => void }) {
  const say = useWords()
  // One more than is shown tells whether there are more.
  const { data, problem, refetch, q } = useSearch(typed, few + 1)
  if (problem) return <SearchFailed error={problem} retry={() => void refetch()} />
  if (!data) {
    return (
      <>
        <Skeleton className="mt-1 mb-3.5 h-6.5 w-20" />
        <TrackListSkeleton rows={few} twoColumns />
      </>
    )
  }
  const found = searchTypes.filter((type) => data[type].length > 0)
  if (found.length === 0) return <None query={q} />
  return found.map((type) => (
    <section key={type} className="mb-8">
      <header className="mb-2 flex min-h-9 items-center justify-between gap-4">
        <h2 className="text-lg font-bold">{say(`search.${type}`)}</h2>
        {data[type].length > few && (
          <Button variant="plain" size="sm" onClick={() => showAll(type)}>
            {say('home.all')}
          </Button>
        )}
      </header>
      <Results type={type} results={data} count={few} query={q} />
    </section>
  ))
}

function OfOneType({ typed, type }: { typed: string; type: SearchType }) {
  const say = useWords()
  const [count, setCount] = useState(step)
  const limit = Math.min(most, count + 1)
  const { data, problem, isFetching, refetch, q } = useSearch(typed, limit, [type])
  // The keyboard goes on at the first of those that came.
  const list = useRef<HTMLDivElement>(null)
  const reached = useRef<number>(undefined)
  const shown = data ? Math.min(count, data[type].length) : 0
  useEffect(() => {
    if (reached.current === undefined || shown <= reached.current) return
    list.current?.querySelectorAll<HTMLElement>('[data-row], [data-card] a')[reached.current]?.focus()
    reached.current = undefined
  }, [shown])
  if (problem) return <SearchFailed error={problem} retry={() => void refetch()} />
  if (!data) return <TrackListSkeleton rows={8} />
  const found = data[type]
  if (found.length === 0) return isFetching ? <TrackListSkeleton rows={8} /> : <None query={q} />
  return (
    <div ref={list}>
      <Results type={type} results={data} count={count} query={q} />
      {found.length > count && (
        <div className="mt-6 grid justify-items-center">
          <Button
            variant="quiet"
            busy={isFetching}
            onClick={() => {
              reached.current = shown
              setCount(count + step)
            }}
          >
            {say('search.more')}
          </Button>
        </div>
      )}
      {found.length >= most && count >= most && <p className="text-muted mt-6 text-center">{say('search.tooMany')}</p>}
    </div>
  )
}

interface ResultsProps {
  type: SearchType
  results: SearchResults
  count: number
  query: string
}

function Results({ type, results, count, query }: ResultsProps) {
  const say = useWords()
  if (type === 'tracks') {
    const tracks = results.tracks.slice(0, count)
    return <TrackList tracks={tracks} label={say('search.tracks')} query={query} twoColumns />
  }
  if (type === 'artists') {
    return (
      <Cards>
        {results.artists.slice(0, count).map((artist) => (
          <ArtistCard key={artist.id} artist={artist} />
        ))}
      </Cards>
    )
  }
  return (
    <Cards>
      {results.albums.slice(0, count).map((album) => (
        <AlbumCard key={album.id} album={album} line={album.artist?.name ?? album.year} />
      ))}
    </Cards>
  )
}

function Cards({ children }: { children: ReactNode }) {
  return (
    <div
      data-card
      className="grid grid-cols-3 gap-3 pt-2 @lg:grid-cols-4 @lg:gap-4.5 @3xl:grid-cols-6 @6xl:grid-cols-8"
    >
      {children}
    </div>
  )
}

function SearchFailed({ error, retry }: { error: unknown; retry: () => void }) {
  const say = useWords()
  const known = useSearchProblems()
  const again = !isSearchDown(error) && { onRetry: retry }
  return <ErrorState error={error} title={say('search.failed')} known={known} {...again} />
}

function None({ query }: { query: string }) {
  const say = useWords()
  return (
    <EmptyState icon={<SearchX aria-hidden />} title={say('search.none', { query })}>
      {say('search.noneHint')}
    </EmptyState>
  )
}
