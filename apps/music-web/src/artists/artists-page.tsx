import { Button, EmptyState, ErrorState, PageHead, TextField } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { MicVocal, Plus, SearchX } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { isSearchDown, problemOf } from '../search/search-down.ts'
import { useSearchProblems } from '../search/use-search.ts'
import { OnceKnown } from '../shell/once-known.tsx'
import { CardSkeleton } from '../tracks/track-card.tsx'
import { mayUpload } from '../upload/may-upload.ts'
import { ArtistCard } from './artist-card.tsx'
import { artistKeys } from './artist-keys.ts'
import { ArtistDialog } from './artist-dialog.tsx'
import { FeaturedArtists } from './featured-artists.tsx'
import { UnregisteredNames } from './unregistered-names.tsx'

/** As many as the original showed at a time. */
const batch = 9

export function ArtistsPage() {
  const say = useWords()
  usePageTitle(say('artists.title'))
  return (
    <OnceKnown>
      <Artists />
    </OnceKnown>
  )
}

function Artists() {
  const say = useWords()
  const { api } = useMusic()
  const { user } = useSession()
  const [typed, setTyped] = useState('')
  const [creating, setCreating] = useState(false)
  const q = useDeferredValue(typed.trim())
  const list = useInfiniteQuery({
    queryKey: artistKeys.grid(q),
    queryFn: ({ pageParam }) => api.artists({ limit: batch, q, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  const problem = problemOf(list)
  const known = useSearchProblems()
  const artists = list.data?.pages.flatMap((page) => page.items) ?? []
  const create = mayUpload(user) && (
    <Button variant="quiet" icon={<Plus />} onClick={() => setCreating(true)}>
      {say('artists.create')}
    </Button>
  )

  return (
    <div className="@container">
      <PageHead title={say('artists.title')} actions={create} />
      {q === '' && (list.isPending || artists.length > 0) && <FeaturedArtists />}
      {(list.isPending || artists.length > 0 || q !== '') && (
        <TextField
          label={say('artists.filter')}
          hideLabel
          type="search"
          placeholder={say('artists.filter')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="mb-6 max-w-sm"
        />
      )}
      {list.isPending && !problem ? (
        <Grid busy>
          {Array.from({ length: batch }, (_, index) => (
            <CardSkeleton key={index} round />
          ))}
        </Grid>
      ) : problem ? (
        <ErrorState
          error={problem}
          known={known}
          {...(!isSearchDown(problem) && { onRetry: () => void list.refetch() })}
        />
      ) : artists.length === 0 && q !== '' ? (
        <EmptyState icon={<SearchX aria-hidden />} title={say('artists.noMatch', { query: q })}>
          {say('artists.noMatchText')}
        </EmptyState>
      ) : artists.length === 0 ? (
        <EmptyState icon={<MicVocal aria-hidden />} title={say('artists.empty')} action={create || undefined}>
          {say('artists.emptyText')}
        </EmptyState>
      ) : (
        <>
          <Grid>
            {artists.map((artist) => (
              <ArtistCard key={artist.id} artist={artist} />
            ))}
          </Grid>
          {list.hasNextPage && (
            <div className="mt-8 flex justify-center">
              <Button variant="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {say('artists.loadMore')}
              </Button>
            </div>
          )}
        </>
      )}
      {q === '' && mayUpload(user) && <UnregisteredNames />}
      <ArtistDialog open={creating} onOpenChange={setCreating} />
    </div>
  )
}

function Grid({ busy = false, children }: { busy?: boolean; children: React.ReactNode }) {
  return (
    <div
      aria-busy={busy}
      className="grid grid-cols-3 gap-x-3 gap-y-6 @2xl:grid-cols-5 @2xl:gap-x-6 @4xl:grid-cols-6 @6xl:grid-cols-9"
    >
      {children}
    </div>
  )
}
