import { Cover, IconButton } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useVirtualizer } from '@tanstack/react-virtual'
import { GripVertical, X } from 'lucide-react'
import { useMemo, useRef, useState, type DragEvent, type KeyboardEvent } from 'react'
import { artistLine, type QueueItem } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '../store.ts'
import { Sounding } from '../tracks/sounding.tsx'
import { upcoming } from './queue.ts'
import { queueFailed } from './queue-failed.ts'

const rowHeight = 56

/** What sounds and what comes after it, in that order; virtual, since a queue may hold a whole library. */
export function QueueRows() {
  const say = useWords()
  const { player } = useMusic()
  const queue = useStore(player.queue, (state) => state.queue)
  const current = useStore(player.state, (state) => state.item)
  const hints = useStore(player.state, (state) => state.hints)
  const next = useMemo(() => upcoming(queue, current?.itemId, hints), [queue, current, hints])
  const scroller = useRef<HTMLDivElement>(null)
  const [over, setOver] = useState<string>()
  const rows = useVirtualizer({
    count: next.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })

  // A shuffled order is nobody's to arrange.
  const sortable = !queue.shuffle
  const move = (itemId: string, place: number) => {
    const others = next.filter((item) => item.itemId !== itemId)
    const after = place > 0 ? others[place - 1]?.itemId : current?.itemId
    void player.move(itemId, after ?? null).catch(queueFailed)
  }

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
      {current && (
        <>
          <h3 className="text-muted px-2 pb-1 text-xs font-semibold">{say('queue.now')}</h3>
          <div className="bg-accent-soft rounded-control mb-4 flex h-14 items-center gap-3 px-2" aria-current="true">
            <CoverOf item={current} sounding />
            <Names item={current} current />
          </div>
        </>
      )}
      <h3 className="text-muted px-2 pb-1 text-xs font-semibold">
        {say(queue.shuffle ? 'queue.nextShuffled' : 'queue.next')}
      </h3>
      {next.length === 0 && <p className="text-muted px-2 py-3 text-sm">{say('queue.end')}</p>}
      <ol className="relative" style={{ height: rows.getTotalSize() }} aria-describedby="queue-keys">
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const item = next[index]!
          return (
            <li key={key} className="absolute inset-x-0 h-14" style={{ transform: `translateY(${start}px)` }}>
              <QueueRow
                item={item}
                sortable={sortable}
                marked={over === item.itemId}
                onKeyDown={(event) => {
                  if (!sortable || !event.altKey || !/^Arrow(Up|Down)$/.test(event.key)) return
                  event.preventDefault()
                  move(item.itemId, Math.max(0, index + (event.key === 'ArrowUp' ? -1 : 1)))
                }}
                onDragOver={() => setOver(item.itemId)}
                onDragEnd={() => setOver(undefined)}
                onDropItem={(itemId) => {
                  setOver(undefined)
                  if (itemId !== item.itemId) move(itemId, index)
                }}
              />
            </li>
          )
        })}
      </ol>
      <p id="queue-keys" className="sr-only">
        {sortable && say('queue.reorderHint')}
      </p>
    </div>
  )
}

const dragType = 'application/x-bell-queue-item'

function QueueRow(props: {
  item: QueueItem
  sortable: boolean
  marked: boolean
  onKeyDown: (event: KeyboardEvent) => void
  onDragOver: () => void
  onDragEnd: () => void
  onDropItem: (itemId: string) => void
}) {
  const { item, sortable, marked } = props
  const say = useWords()
  const { duration } = useFormats()
  const { player } = useMusic()
  const accepts = (event: DragEvent) => sortable && event.dataTransfer.types.includes(dragType)
  return (
    <div
      draggable={sortable}
      onDragStart={(event) => event.dataTransfer.setData(dragType, item.itemId)}
      onDragOver={(event) => {
        if (!accepts(event)) return
        event.preventDefault()
        props.onDragOver()
      }}
      onDragEnd={props.onDragEnd}
      onDrop={(event) => {
        if (!accepts(event)) return
        event.preventDefault()
        props.onDropItem(event.dataTransfer.getData(dragType))
      }}
      className={`group rounded-control hover:bg-raised flex h-14 items-center gap-1 pr-2 pl-2 ${marked ? 'outline-accent outline-2 -outline-offset-2' : ''}`}
    >
      <button
        type="button"
        onClick={() => player.playItem(item.itemId)}
        onKeyDown={props.onKeyDown}
        className="rounded-control flex min-w-0 flex-1 items-center gap-3 text-left"
      >
        <CoverOf item={item} />
        <Names item={item} />
        <span className="sr-only">{say('player.play')}</span>
      </button>
      <span className="text-muted text-xs group-focus-within:hidden group-hover:hidden pointer-coarse:hidden">
        {duration(item.track.durationSeconds)}
      </span>
      {sortable && (
        <GripVertical
          aria-hidden
          size={16}
          className="text-muted hidden flex-none cursor-grab group-hover:block pointer-coarse:hidden"
        />
      )}
      <IconButton
        label={say('queue.remove')}
        icon={<X className="!size-4" />}
        className="!size-9 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:!size-11 pointer-coarse:opacity-100 not-group-hover:not-group-focus-within:pointer-fine:absolute"
        onClick={() => void player.remove([item.itemId]).catch(queueFailed)}
      />
    </div>
  )
}

function CoverOf({ item, sounding = false }: { item: QueueItem; sounding?: boolean }) {
  return (
    <span className="relative flex-none">
      <Cover id={item.track.album?.id ?? item.track.id} src={item.track.coverUrl} size={40} />
      {sounding && <Sounding />}
    </span>
  )
}

function Names({ item, current = false }: { item: QueueItem; current?: boolean }) {
  const say = useWords()
  return (
    <span className="min-w-0 flex-1">
      <span className={`block truncate font-semibold ${current ? 'text-accent' : ''}`}>{item.track.title}</span>
      <span className="text-muted block truncate text-xs">{artistLine(item.track) || say('track.unknownArtist')}</span>
    </span>
  )
}
