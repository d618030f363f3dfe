import { EmptyState, ErrorState, IconButton, toast } from '@bell/ui'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { History, ListEnd, ListStart } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import { usePlayTracks } from '../tracks/use-play-tracks.ts'
import { queueFailed } from './queue-failed.ts'
import { QueueCover, QueueNames } from './queue-row.tsx'
import { QueueSkeleton } from './queue-skeleton.tsx'

const pageSize = 50
const rowHeight = 56

/** What was played, newest first, each track once; more comes as one scrolls. */
export function RecentRows() {
  const say = useWords()
  const { api, player } = useMusic()
  const scroller = useRef<HTMLDivElement>(null)
  // What sounds now is the newest of what was played.
  const sounding = useStore(player.state, ({ item, status }) => (status === 'playing' ? item?.track.id : undefined))
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['recent', 'all'],
    queryFn: ({ pageParam }) => api.recent(pageSize, pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })
  useEffect(() => void (sounding && refetch()), [sounding, refetch])
  const tracks = data?.pages.flatMap((page) => page.items) ?? []
  const rows = useVirtualizer({
    count: tracks.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const last = rows.getVirtualItems().at(-1)?.index ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= tracks.length - 10) void fetchNextPage()
  }, [last, tracks.length, hasNextPage, isFetchingNextPage, fetchNextPage])

  if (isPending) return <QueueSkeleton />
  if (error && tracks.length === 0) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (tracks.length === 0) {
    return (
      <EmptyState icon={<History aria-hidden />} title={say('queue.recentEmpty')}>
        {say('queue.recentEmptyHint')}
      </EmptyState>
    )
  }
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
      <ol className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <li
            key={tracks[index]!.id}
            className="absolute inset-x-0 h-14"
            style={{ transform: `translateY(${start}px)` }}
          >
            <RecentRow tracks={tracks} index={index} sounding={tracks[index]!.id === sounding} />
          </li>
        ))}
      </ol>
    </div>
  )
}

function RecentRow({ tracks, index, sounding }: { tracks: Track[]; index: number; sounding: boolean }) {
  const say = useWords()
  const { player } = useMusic()
  const playTracks = usePlayTracks()
  const track = tracks[index]!
  const told = (sentence: string) => toast(sentence, { id: 'queued' })
  const quiet = '!size-9 pointer-coarse:!size-11'
  return (
    <div className="group rounded-control hover:bg-raised flex h-14 items-center gap-1 px-2">
      <button
        type="button"
        onClick={() => playTracks(tracks, index)}
        className="rounded-control flex min-w-0 flex-1 items-center gap-3 text-left"
      >
        <QueueCover track={track} sounding={sounding} />
        <QueueNames track={track} current={sounding} />
        <span className="sr-only">{say('player.play')}</span>
      </button>
      <span className="flex flex-none opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
        <IconButton
          label={say('track.playNext')}
          icon={<ListStart className="!size-4" />}
          className={quiet}
          onClick={() =>
            void player
              .insertNext([track.id])
              .then(() => told(say('track.queuedNext', { title: track.title })), queueFailed)
          }
        />
        <IconButton
          label={say('track.addToQueue')}
          icon={<ListEnd className="!size-4" />}
          className={quiet}
          onClick={() =>
            void player.append([track.id]).then(() => told(say('track.queued', { title: track.title })), queueFailed)
          }
        />
      </span>
    </div>
  )
}
