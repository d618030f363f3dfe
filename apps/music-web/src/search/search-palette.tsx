import { Dialog } from '@base-ui/react/dialog'
import { Cover, Highlight, Kbd, LiveRegion, Skeleton, useProblemText } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { CornerDownLeft, History, Search } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { artistLine, type SearchResults } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { shell } from '../shell/shell-state.ts'
import { useStore } from '@bell/ui/store'
import { usePlayTracks } from '../tracks/use-play-tracks.ts'
import { recentSearches, rememberSearch } from './recent-searches.ts'
import { useSearch, useSearchProblems } from './use-search.ts'

/** The search over every page: results while typing, in groups, all of it by keyboard. */
export function SearchPalette() {
  const say = useWords()
  const open = useStore(shell, (state) => state.palette)
  return (
    <Dialog.Root open={open} onOpenChange={(palette) => shell.set({ palette })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="bg-scrim fixed inset-0 z-40 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup className="floating rounded-panel fixed inset-x-0 top-3 z-50 mx-auto w-[calc(100vw-1.5rem)] max-w-2xl overflow-hidden md:top-[10dvh]">
          <Dialog.Title className="sr-only">{say('search.label')}</Dialog.Title>
          <Palette close={() => shell.set({ palette: false })} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Palette({ close }: { close: () => void }) {
  const say = useWords()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const queries = useStore(recentSearches, (state) => state.queries)
  const { data, problem, isFetching, q } = useSearch(typed, 5)
  const textOf = useProblemText(useSearchProblems())
  const failed = typed.trim() !== '' && problem !== null
  const results = typed.trim() === '' || failed ? undefined : data
  const count = results ? results.tracks.length + results.artists.length + results.albums.length : 0

  const leave = () => {
    rememberSearch(typed)
    close()
  }
  const toAll = () => {
    leave()
    void navigate({ to: '/search', search: { q: typed.trim() } })
  }

  return (
    <Command label={say('search.label')} shouldFilter={false} loop>
      <div className="border-line flex items-center gap-3 border-b px-4">
        <Search aria-hidden size={20} className="text-muted flex-none" strokeWidth={1.75} />
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder={say('search.placeholder')}
          className="placeholder:text-muted h-14 min-w-0 flex-1 text-base outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <Command.List className="max-h-[min(28rem,60dvh)] overflow-y-auto p-2">
        {typed.trim() === '' && queries.length > 0 && (
          <Command.Group heading={<Heading>{say('search.recent')}</Heading>}>
            {queries.map((query) => (
              <Command.Item
                key={query}
                value={`recent-${query}`}
                onSelect={() => setTyped(query)}
                className={itemClass}
              >
                <History aria-hidden size={18} className="text-muted mx-2.5 flex-none" />
                <span className="truncate">{query}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {typed.trim() === '' && queries.length === 0 && (
          <Hint title={say('search.start')}>{say('search.startHint')}</Hint>
        )}
        {failed && <Hint title={say('search.failed')}>{textOf(problem)}</Hint>}
        {!failed && typed.trim() !== '' && !results && <ResultsSkeleton />}
        {results && count === 0 && !isFetching && (
          <Hint title={say('search.none', { query: q })}>{say('search.noneHint')}</Hint>
        )}
        {results && count > 0 && <Groups results={results} query={q} close={leave} />}
        {typed.trim() !== '' && count > 0 && (
          <Command.Item value="all" onSelect={toAll} className={itemClass}>
            <CornerDownLeft aria-hidden size={18} className="text-muted mx-2.5 flex-none" />
            {say('search.all', { query: typed.trim() })}
          </Command.Item>
        )}
      </Command.List>
      <LiveRegion>
        {failed ? say('search.failed') : results && !isFetching ? say('search.found', { count }) : ''}
      </LiveRegion>
    </Command>
  )
}

const itemClass =
  'data-[selected=true]:bg-accent-soft data-[selected=true]:[&_mark]:text-text data-[selected=true]:[&_mark]:underline rounded-control flex min-h-13 cursor-default items-center gap-3 px-2 select-none'

function Groups({ results, query, close }: { results: SearchResults; query: string; close: () => void }) {
  const say = useWords()
  const { duration } = useFormats()
  const navigate = useNavigate()
  const playTracks = usePlayTracks()
  const toArtist = (artistId: string) => {
    close()
    void navigate({ to: '/artists/$artistId', params: { artistId } })
  }
  return (
    <>
      {results.tracks.length > 0 && (
        <Command.Group heading={<Heading>{say('search.tracks')}</Heading>}>
          {results.tracks.map((track, index) => (
            <Command.Item
              key={track.id}
              value={`track-${track.id}`}
              onSelect={() => {
                playTracks(results.tracks, index)
                close()
              }}
              className={itemClass}
            >
              <Cover id={track.album?.id ?? track.id} src={track.coverUrl} size={40} />
              <TwoLines title={track.title} detail={artistLine(track) || say('track.unknownArtist')} query={query} />
              <span className="text-muted text-xs">{duration(track.durationSeconds)}</span>
            </Command.Item>
          ))}
        </Command.Group>
      )}
      {results.artists.length > 0 && (
        <Command.Group heading={<Heading>{say('search.artists')}</Heading>}>
          {results.artists.map((artist) => (
            <Command.Item
              key={artist.id}
              value={`artist-${artist.id}`}
              onSelect={() => toArtist(artist.id)}
              className={itemClass}
            >
              <Cover id={artist.id} src={artist.photoUrl} size={40} round />
              <TwoLines
                title={artist.name}
                detail={say('artists.tracks', { count: artist.trackCount })}
                query={query}
              />
            </Command.Item>
          ))}
        </Command.Group>
      )}
      {results.albums.length > 0 && (
        <Command.Group heading={<Heading>{say('search.albums')}</Heading>}>
          {results.albums.map((album) => (
            <Command.Item
              key={album.id}
              value={`album-${album.id}`}
              onSelect={() => {
                close()
                void navigate({ to: '/albums/$albumId', params: { albumId: album.id } })
              }}
              className={itemClass}
            >
              <Cover id={album.id} src={album.coverUrl} size={40} />
              <TwoLines title={album.title} detail={album.artist?.name ?? say('track.album')} query={query} />
            </Command.Item>
          ))}
        </Command.Group>
      )}
    </>
  )
}

function Heading({ children }: { children: ReactNode }) {
  return <span className="text-muted block px-2 pt-2 pb-1 text-xs font-semibold">{children}</span>
}

function TwoLines({ title, detail, query }: { title: string; detail: string; query: string }) {
  return (
    <span className="min-w-0 flex-1">
      <span className="block truncate font-semibold">
        <Highlight text={title} query={query} />
      </span>
      <span className="text-muted block truncate text-xs">
        <Highlight text={detail} query={query} />
      </span>
    </span>
  )
}

function Hint({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="px-3 py-6 text-center">
      <p className="font-semibold">{title}</p>
      <p className="text-muted mt-1 text-sm">{children}</p>
    </div>
  )
}

function ResultsSkeleton() {
  return (
    <div className="grid gap-3 p-2">
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className="flex items-center gap-3">
          <Skeleton className="size-10" />
          <div className="grid gap-2">
            <Skeleton className="h-3.5 w-40" />
            <Skeleton className="h-3 w-24" />
          </div>
        </div>
      ))}
    </div>
  )
}
