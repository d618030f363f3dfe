import { Button, buttonClass, EmptyState, ErrorState, PageHead, toast } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { LibraryBig, Play, SearchX } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { queueFailed } from '../player/queue-failed.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
import { deleteTracks } from '../tracks/delete-tracks.ts'
import { queueWindow } from '../tracks/queue-window.ts'
import { trackKeys } from '../tracks/track-cache.ts'
import { mayUpload } from '../upload/may-upload.ts'
import { LibraryRowSkeleton } from './library-row.tsx'
import { isByName, isNarrowed, queryOf, sortedBy, type LibrarySearch } from './library-search.ts'
import { LibraryTable } from './library-table.tsx'
import { LibraryTools } from './library-tools.tsx'
import { chosenOf, nothing } from '@bell/ui/selection'
import { SelectionBar } from './selection-bar.tsx'

export function LibraryPage() {
  const say = useWords()
  usePageTitle(say('library.title'))
  return (
    <SignedInOnly>
      <Library />
    </SignedInOnly>
  )
}

function Library() {
  const say = useWords()
  const app = useMusic()
  const { api, player } = app
  const navigate = useNavigate({ from: '/library' })
  const search = useSearch({ from: '/library' })
  const query = queryOf(search)
  const list = useQuery({
    queryKey: trackKeys.ids(query),
    queryFn: ({ signal }) => api.trackIds(query, signal),
    placeholderData: keepPreviousData,
  })
  const ids = list.data?.ids ?? []
  const [selection, setSelection] = useState(nothing)
  const [choosing, setChoosing] = useState(false)
  const [letter, setLetter] = useState<string>()
  const [jump, setJump] = useState<{ to: number }>()
  const show = (next: LibrarySearch) => void navigate({ search: next, replace: true })
  const chosen = chosenOf(selection, ids)

  // Another list begins at its beginning.
  const asked = JSON.stringify(query)
  const [shownQuery, setShownQuery] = useState(asked)
  useEffect(() => {
    if (asked === shownQuery || list.isPlaceholderData) return
    setShownQuery(asked)
    document.getElementById('main')?.scrollTo({ top: 0 })
  }, [asked, shownQuery, list.isPlaceholderData])

  const playAll = async () => {
    const first = (await api.tracksByIds(ids.slice(0, 1))).items[0]
    const { trackIds, startAt } = queueWindow(ids, 0)
    if (first) await player.playTracks(trackIds, startAt, first)
  }

  const jumpTo = useEffectEvent(async (wanted: string) => {
    const [first] = (await api.firstFrom(query, wanted)).items
    const at = first ? ids.indexOf(first.id) : ids.length - 1
    if (at >= 0) setJump({ to: at })
  })
  const ready = letter !== undefined && isByName(search) && list.isSuccess && !list.isPlaceholderData
  useEffect(() => {
    if (!ready) return
    setLetter(undefined)
    void jumpTo(letter)
  }, [ready, letter])

  async function remove(these: string[]) {
    setSelection(nothing)
    // One is named; of several the number is told.
    const named = these.length === 1 ? (await api.tracksByIds(these)).items : these.map((id) => ({ id, title: '' }))
    await deleteTracks(app, named)
  }

  return (
    <>
      <PageHead
        title={say('library.title')}
        beside={
          list.data && (
            <span className="text-muted" aria-live="polite">
              {say('library.count', { count: ids.length })}
            </span>
          )
        }
        actions={
          ids.length > 0 && (
            <Button icon={<Play className="fill-current" />} onClick={() => void playAll().catch(queueFailed)}>
              {say('library.playAll')}
            </Button>
          )
        }
      />
      {(list.isPending || ids.length > 0 || isNarrowed(search)) && (
        <LibraryTools
          search={search}
          show={show}
          busy={list.isPlaceholderData}
          jumpTo={(wanted) => {
            if (!isByName(search)) show(sortedBy(search, 'title'))
            setLetter(wanted)
          }}
          choosing={choosing}
          setChoosing={(next) => {
            setChoosing(next)
            if (!next) setSelection(nothing)
          }}
        />
      )}
      {list.isPending ? (
        <Skeletons />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : ids.length === 0 ? (
        isNarrowed(search) ? (
          <NoneLeft clear={() => show({ ...(search.sort && { sort: search.sort }) })} />
        ) : (
          <Empty />
        )
      ) : (
        <LibraryTable
          ids={ids}
          search={search}
          sortBy={(sort) => show(sortedBy(search, sort))}
          selection={selection}
          setSelection={setSelection}
          choosing={choosing}
          remove={(these) => void remove(these).catch(() => toast(say('state.serverDown'), { tone: 'error' }))}
          jump={jump}
        />
      )}
      <SelectionBar
        chosen={chosen}
        open={choosing || chosen.length > 1}
        clear={() => {
          setSelection(nothing)
          setChoosing(false)
        }}
      />
    </>
  )
}

function Skeletons() {
  return (
    <div className="@container -mx-2 animate-pulse" aria-busy>
      <div className="border-line h-10 border-b" />
      {Array.from({ length: 12 }, (_, index) => (
        <LibraryRowSkeleton key={index} />
      ))}
    </div>
  )
}

function NoneLeft({ clear }: { clear: () => void }) {
  const say = useWords()
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title={say('library.noneLeft')}
      action={
        <Button variant="quiet" onClick={clear}>
          {say('library.clearFilters')}
        </Button>
      }
    >
      {say('library.noneLeftText')}
    </EmptyState>
  )
}

function Empty() {
  const say = useWords()
  const { user } = useSession()
  return (
    <EmptyState
      icon={<LibraryBig aria-hidden />}
      title={say('library.empty')}
      action={
        mayUpload(user) && (
          <Link to="/upload" className={buttonClass()}>
            {say('library.emptyAction')}
          </Link>
        )
      }
    >
      {say('library.emptyText')}
    </EmptyState>
  )
}
