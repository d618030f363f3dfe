import { LiveRegion, toast } from '@bell/ui'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import { upcoming } from './queue.ts'
import { queueFailed } from './queue-failed.ts'
import { QueueCover, QueueNames, QueueRow } from './queue-row.tsx'
import { actedOn, extendTo, itemBeforePlace, nothingChosen, toggleItem } from './queue-selection.ts'
import { useQueueDrag } from './use-queue-drag.ts'

const rowHeight = 56

/** What sounds and what comes after it, in that order; virtual, since a queue may hold a whole library. */
export function QueueRows() {
  const say = useWords()
  const { player } = useMusic()
  const queue = useStore(player.queue, (state) => state.queue)
  const current = useStore(player.state, (state) => state.item)
  const hints = useStore(player.state, (state) => state.hints)
  const next = useMemo(() => upcoming(queue, current?.itemId, hints), [queue, current, hints])
  const order = useMemo(() => next.map((item) => item.itemId), [next])
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const [selection, setSelection] = useState(nothingChosen)
  const [reached, setReached] = useState<string>()
  const [said, setSaid] = useState('')
  const rows = useVirtualizer({
    count: next.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => order[index]!,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  // A shuffled order is nobody's to arrange.
  const sortable = !queue.shuffle
  const reachable = order.includes(reached ?? '') ? reached : order[0]

  const move = (itemIds: string[], place: number) => {
    const target = itemBeforePlace(order, itemIds, place)
    if (!target) return
    void player.move(itemIds, target.after ?? current?.itemId ?? null).catch(queueFailed)
    const at = target.after === undefined ? 1 : order.filter((id) => !itemIds.includes(id)).indexOf(target.after) + 2
    setSaid(say('queue.moved', { count: itemIds.length, place: at }))
  }
  const remove = (itemIds: string[]) => {
    const { items } = player.queue.get().queue
    const at = player.position.get().seconds
    const undo = () => void player.restoreQueue(items, player.state.get().item?.itemId, at).catch(queueFailed)
    setSelection(nothingChosen)
    void player.remove(itemIds).then(() => {
      if (itemIds.length > 1) toast(say('queue.removed', { count: itemIds.length }), { undo })
    }, queueFailed)
  }
  const focus = (index: number) => {
    const itemId = order[index]
    if (itemId === undefined) return
    rows.scrollToIndex(index)
    requestAnimationFrame(() => {
      list.current?.querySelector<HTMLElement>(`[data-queue-item="${itemId}"] button`)?.focus()
    })
  }
  const drag = useQueueDrag({
    list,
    scroller,
    count: next.length,
    rowHeight,
    itemsOf: (itemId) => actedOn(selection, itemId, order),
    onDrop: move,
  })

  function onKeyDown(event: KeyboardEvent, itemId: string, index: number) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step !== undefined && event.altKey) {
      if (!sortable) return
      const itemIds = actedOn(selection, itemId, order)
      const edge = order.indexOf(step < 0 ? itemIds[0]! : itemIds.at(-1)!)
      move(itemIds, Math.max(0, step < 0 ? edge - 1 : edge + 2))
      // The row may be made anew at its new place, and takes the keyboard along.
      focusItem(itemId)
    } else if (step !== undefined) {
      focus(index + step)
      if (event.shiftKey && order[index + step]) setSelection(extendTo(selection, order[index + step]!, order))
    } else if (event.key === ' ') setSelection(toggleItem(selection, itemId))
    else if (event.key === 'Delete') {
      remove(actedOn(selection, itemId, order))
      focus(index + 1)
    } else if (event.key === 'Escape' && selection.chosen.size > 0) setSelection(nothingChosen)
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      setSelection({ chosen: new Set(order), anchor: itemId })
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  function focusItem(itemId: string) {
    requestAnimationFrame(() => {
      const row = list.current?.querySelector<HTMLElement>(`[data-queue-item="${itemId}"] button`)
      row?.focus()
      row?.scrollIntoView({ block: 'nearest' })
    })
  }

  function onClick(event: MouseEvent, itemId: string) {
    if (event.ctrlKey || event.metaKey) setSelection(toggleItem(selection, itemId))
    else if (event.shiftKey) setSelection(extendTo(selection, itemId, order))
    else {
      setSelection(nothingChosen)
      player.playItem(itemId)
    }
  }

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
      {current && (
        <>
          <h3 className="text-muted px-2 pb-1 text-xs font-semibold">{say('queue.now')}</h3>
          <div className="bg-accent-soft rounded-control mb-4 flex h-14 items-center gap-3 px-2" aria-current="true">
            <QueueCover track={current.track} sounding />
            <QueueNames track={current.track} current />
          </div>
        </>
      )}
      <h3 className="text-muted px-2 pb-1 text-xs font-semibold">
        {say(queue.shuffle ? 'queue.nextShuffled' : 'queue.next')}
      </h3>
      {next.length === 0 && <p className="text-muted px-2 py-3 text-sm">{say('queue.end')}</p>}
      <ol ref={list} className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const item = next[index]!
          const { itemId } = item
          return (
            <li key={key} className="absolute inset-x-0 h-14" style={{ transform: `translateY(${start}px)` }}>
              <QueueRow
                item={item}
                chosen={selection.chosen.has(itemId)}
                lifted={drag.dragging?.itemIds.includes(itemId) ?? false}
                sortable={sortable}
                reachable={itemId === reachable}
                drag={drag.handlers(itemId)}
                onClick={(event) => onClick(event, itemId)}
                onKeyDown={(event) => onKeyDown(event, itemId, index)}
                onFocus={() => setReached(itemId)}
                onRemove={() => remove(actedOn(selection, itemId, order))}
              />
            </li>
          )
        })}
        {drag.dragging && (
          <li
            aria-hidden
            className="bg-accent pointer-events-none absolute inset-x-2 h-0.5 rounded-full"
            style={{ transform: `translateY(${drag.dragging.place * rowHeight - 1}px)` }}
          />
        )}
      </ol>
      <p id="queue-keys" className="sr-only">
        {sortable && say('queue.reorderHint')}
      </p>
      <LiveRegion>{said}</LiveRegion>
    </div>
  )
}
