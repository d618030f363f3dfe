import { Button } from '@bell/ui'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { queueFailed } from '../player/queue-failed.ts'
import { TrackRowSkeleton } from '../tracks/track-list.tsx'
import { rowColumns, TrackRow } from '../tracks/track-row.tsx'
import { useRowFocus } from '../tracks/use-row-focus.ts'
import { queueWindow } from './queue-window.ts'
import { useTrackCards } from './use-track-cards.ts'

const rowHeight = 60

/** The whole library as a table of which only the rows in sight exist. */
export function LibraryTable({ ids }: { ids: string[] }) {
  const say = useWords()
  const { player } = useMusic()
  const body = useRef<HTMLDivElement>(null)
  const [offset, setOffset] = useState(0)
  useEffect(() => setOffset(body.current?.offsetTop ?? 0), [])

  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => document.getElementById('main'),
    estimateSize: () => rowHeight,
    scrollMargin: offset,
    overscan: 10,
  })
  const shown = rows.getVirtualItems()
  const { cards, failed, retry } = useTrackCards(ids, shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0)
  const focus = useRowFocus(ids.length, (index) => rows.scrollToIndex(index))

  // Rows are remembered by React: what they call must stay the same while they are.
  const latest = useRef({ ids, cards })
  latest.current = { ids, cards }
  const play = useCallback(
    (index: number) => {
      const track = latest.current.cards.get(latest.current.ids[index]!)
      if (!track) return
      const { trackIds, startAt } = queueWindow(latest.current.ids, index)
      void player.playTracks(trackIds, startAt, track).catch(queueFailed)
    },
    [player],
  )

  return (
    <div className="@container -mx-2">
      {failed && (
        <p role="alert" className="bg-raised rounded-control mb-3 flex items-center gap-4 px-4 py-2">
          {say('state.serverDown')}
          <Button variant="plain" size="sm" onClick={retry}>
            {say('state.again')}
          </Button>
        </p>
      )}
      <div
        role="grid"
        tabIndex={-1}
        aria-label={say('library.title')}
        aria-rowcount={ids.length + 1}
        onFocus={focus.onFocus}
        onKeyDown={focus.onKeyDown}
      >
        <div
          role="row"
          aria-rowindex={1}
          className={`border-line text-muted h-9 border-b text-xs font-semibold ${rowColumns}`}
        >
          <span role="columnheader" className="sr-only">
            {say('upload.cover')}
          </span>
          <span role="columnheader" className="col-start-2">
            {say('track.title')}
          </span>
          <span role="columnheader" className="hidden @3xl:block">
            {say('track.album')}
          </span>
          <span role="columnheader" className="hidden @3xl:block">
            {say('track.added')}
          </span>
          <span role="columnheader" className="text-right">
            {say('track.length')}
          </span>
          <span role="columnheader" className="sr-only">
            {say('track.actions')}
          </span>
        </div>
        <div ref={body} role="rowgroup" className="relative mt-1" style={{ height: rows.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const id = ids[index]!
            const track = cards.get(id)
            return (
              <div
                key={id}
                role="presentation"
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${start - offset}px)`, height: rowHeight }}
              >
                {track ? (
                  <TrackRow track={track} index={index} play={play} reachable={index === focus.reachable} columns />
                ) : (
                  <TrackRowSkeleton />
                )}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
