import { Button, buttonClass, EmptyState, ErrorState, PageHead, SegmentedControl } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { LibraryBig, Play } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { queueFailed } from '../player/queue-failed.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
import { trackKeys } from '../tracks/track-cache.ts'
import { TrackListSkeleton } from '../tracks/track-list.tsx'
import { mayUpload } from '../upload/may-upload.ts'
import { LibraryTable } from './library-table.tsx'
import { queueWindow } from './queue-window.ts'

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
  const { api, player } = useMusic()
  const navigate = useNavigate({ from: '/library' })
  const { sort = 'added' } = useSearch({ from: '/library' })
  const list = useQuery({
    queryKey: trackKeys.ids(sort),
    queryFn: ({ signal }) => api.trackIds(sort, signal),
    placeholderData: keepPreviousData,
  })
  const ids = list.data?.ids ?? []

  const playAll = async () => {
    const first = (await api.tracksByIds(ids.slice(0, 1))).items[0]
    const { trackIds, startAt } = queueWindow(ids, 0)
    if (first) await player.playTracks(trackIds, startAt, first)
  }

  return (
    <>
      <PageHead
        title={say('library.title')}
        beside={list.data && <span className="text-muted">{say('library.count', { count: ids.length })}</span>}
        actions={
          ids.length > 0 && (
            <>
              <SegmentedControl
                label={say('library.sort')}
                value={sort}
                onValueChange={(next) =>
                  void navigate({ search: next === 'title' ? { sort: next } : {}, replace: true })
                }
                items={[
                  { value: 'added', label: say('library.sortAdded') },
                  { value: 'title', label: say('library.sortTitle') },
                ]}
              />
              <Button icon={<Play className="fill-current" />} onClick={() => void playAll().catch(queueFailed)}>
                {say('library.playAll')}
              </Button>
            </>
          )
        }
      />
      {list.isPending ? (
        <TrackListSkeleton rows={12} />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : ids.length === 0 ? (
        <Empty />
      ) : (
        <LibraryTable ids={ids} />
      )}
    </>
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
