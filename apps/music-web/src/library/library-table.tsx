import { Button } from '@bell/ui'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { queueFailed } from '../player/queue-failed.ts'
import { openTrackMenu } from '../tracks/track-menu-store.ts'
import { rowIndex, useRowFocus } from '../tracks/use-row-focus.ts'
import { LibraryHead } from './library-head.tsx'
import { LibraryRow, LibraryRowSkeleton, type RowActs } from './library-row.tsx'
import type { LibrarySearch, Sort } from './library-search.ts'
import { queueWindow } from '../tracks/queue-window.ts'
import { choose, chosenOf, nothing, type Selection } from '@bell/ui/selection'
import { useTrackCards } from './use-track-cards.ts'

const rowHeight = 60
const headHeight = 40

export interface LibraryTableProps {
  ids: string[]
  search: LibrarySearch
  sortBy: (sort: Sort) => void
  selection: Selection
  setSelection: (selection: Selection) => void
  /** Fingers choose instead of playing. */
  choosing: boolean
  /** Takes these away; the Delete key. */
  remove: (ids: string[]) => void
  /** The row to bring to the top; an object of its own for each jump. */
  jump: { to: number } | undefined
}

/** The whole library as a table of which only the rows in sight exist. */
export function LibraryTable(props: LibraryTableProps) {
  const { ids, search, sortBy, selection, setSelection, choosing, remove, jump } = props
  const say = useWords()
  const { player } = useMusic()
  const grid = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => setOffset(body.current?.offsetTop ?? 0), [])

  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => document.getElementById('main'),
    estimateSize: () => rowHeight,
    scrollMargin: offset,
    scrollPaddingStart: headHeight,
    overscan: 8,
  })
  const shown = rows.getVirtualItems()
  const { cards, failed, retry } = useTrackCards(ids, shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0)
  const focus = useRowFocus(
    ids.length,
    (index) => rows.scrollToIndex(index),
    (index, { shiftKey }) => setSelection(choose(selection, ids, index, { toggle: false, range: shiftKey })),
  )
  useLayoutEffect(() => {
    if (!jump) return
    focus.focusRow(grid.current!, jump.to, (index) => rows.scrollToIndex(index, { align: 'start' }))
    // oxlint-disable-next-line react/exhaustive-deps -- a jump is made once
  }, [jump])

  // Rows are remembered by React: what they call must stay the same while they are.
  const latest = useRef({ ids, cards, selection, setSelection, setReachable: focus.setReachable })
  useLayoutEffect(() => {
    latest.current = { ids, cards, selection, setSelection, setReachable: focus.setReachable }
  })
  const acts = useMemo<RowActs>(() => {
    const play = (index: number) => {
      const track = latest.current.cards.get(latest.current.ids[index]!)
      if (!track) return
      const { trackIds, startAt } = queueWindow(latest.current.ids, index)
      void player.playTracks(trackIds, startAt, track).catch(queueFailed)
    }
    return {
      play,
      choose(index, manner) {
        const { selection: before, ids: list, setSelection: set, setReachable } = latest.current
        setReachable(index)
        set(choose(before, list, index, manner))
      },
      openMenu(index, anchor, from) {
        const { selection: before, ids: list, cards: known, setSelection: set } = latest.current
        const track = known.get(list[index]!)
        if (!track) return
        const chosen = before.ids.has(track.id) ? chosenOf(before, list) : [track.id]
        if (!before.ids.has(track.id)) set(choose(before, list, index, { toggle: false, range: false }))
        openTrackMenu({ track, play: () => play(index), anchor, from, ...(chosen.length > 1 && { many: chosen }) })
      },
    }
  }, [player])

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const at = event.target === event.currentTarget ? undefined : rowIndex(event.target as Element)
    const command = event.ctrlKey || event.metaKey
    if (command && event.key.toLowerCase() === 'a') {
      event.preventDefault()
      setSelection({ ids: new Set(ids), anchor: ids[0] })
    } else if (event.key === 'Escape' && selection.ids.size > 0) {
      event.preventDefault()
      setSelection(nothing)
    } else if (event.key === 'Delete' && at !== undefined) {
      event.preventDefault()
      const chosen = chosenOf(selection, ids)
      remove(chosen.length > 0 ? chosen : [ids[at]!])
    } else if (command && event.key === ' ' && at !== undefined) {
      event.preventDefault()
      setSelection(choose(selection, ids, at, { toggle: true, range: false }))
    } else focus.onKeyDown(event)
  }

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
        ref={grid}
        role="grid"
        tabIndex={-1}
        aria-label={say('library.title')}
        aria-rowcount={ids.length + 1}
        aria-multiselectable
        onFocus={focus.onFocus}
        onKeyDown={onKeyDown}
        className="outline-none"
      >
        <LibraryHead search={search} sortBy={sortBy} />
        <div ref={body} role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
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
                  <LibraryRow
                    track={track}
                    index={index}
                    selected={selection.ids.has(id)}
                    choosing={choosing}
                    reachable={index === focus.reachable}
                    acts={acts}
                  />
                ) : (
                  <LibraryRowSkeleton />
                )}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
