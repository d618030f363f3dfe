import { Cover, IconButton } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { GripVertical, X } from 'lucide-react'
import type { DOMAttributes, KeyboardEvent, MouseEvent } from 'react'
import { artistLine, type QueueItem, type Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { Sounding } from '../tracks/sounding.tsx'

export interface QueueRowProps {
  item: QueueItem
  chosen: boolean
  /** On its way to another place. */
  lifted: boolean
  sortable: boolean
  reachable: boolean
  /** For dragging; a finger drags by the grip alone, since elsewhere it scrolls. */
  drag: DOMAttributes<HTMLElement>
  onClick: (event: MouseEvent) => void
  onKeyDown: (event: KeyboardEvent) => void
  onFocus: () => void
  onRemove: () => void
}

export function QueueRow(props: QueueRowProps) {
  const { item, chosen, lifted, sortable, drag } = props
  const say = useWords()
  const { duration } = useFormats()
  const byMouse = sortable ? onlyBy('mouse', drag) : {}
  return (
    <div
      {...byMouse}
      data-queue-item={item.itemId}
      className={`group rounded-control flex h-14 items-center gap-1 pr-2 pl-2 select-none ${chosen ? 'bg-accent-soft' : 'hover:bg-raised'} ${lifted ? 'opacity-40' : ''}`}
    >
      <button
        type="button"
        tabIndex={props.reachable ? 0 : -1}
        aria-pressed={chosen}
        aria-describedby="queue-keys"
        onClick={props.onClick}
        onKeyDown={props.onKeyDown}
        onFocus={props.onFocus}
        className="rounded-control flex min-w-0 flex-1 items-center gap-3 text-left"
      >
        <QueueCover track={item.track} />
        <QueueNames track={item.track} />
        <span className="sr-only">{say('player.play')}</span>
      </button>
      <span className="text-muted text-xs group-focus-within:hidden group-hover:hidden pointer-coarse:hidden">
        {duration(item.track.durationSeconds)}
      </span>
      <IconButton
        label={say('queue.remove')}
        icon={<X className="!size-4" />}
        className="!size-9 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:!size-11 pointer-coarse:opacity-100 not-group-hover:not-group-focus-within:pointer-fine:absolute"
        onClick={props.onRemove}
      />
      {sortable && (
        <span
          aria-hidden
          {...onlyBy('touch', drag)}
          className="text-muted hidden cursor-grab touch-none group-hover:block pointer-coarse:grid pointer-coarse:size-11 pointer-coarse:place-items-center"
        >
          <GripVertical size={16} />
        </span>
      )}
    </div>
  )
}

/** The same handlers, deaf to a press by the other kind of pointer. */
function onlyBy(kind: 'mouse' | 'touch', drag: DOMAttributes<HTMLElement>): DOMAttributes<HTMLElement> {
  return {
    ...drag,
    onPointerDown(event) {
      if ((event.pointerType === 'mouse') === (kind === 'mouse')) drag.onPointerDown?.(event)
    },
  }
}

export function QueueCover({ track, sounding = false }: { track: Track; sounding?: boolean }) {
  return (
    <span className="relative flex-none">
      <Cover id={track.album?.id ?? track.id} src={track.coverUrl} size={40} />
      {sounding && <Sounding />}
    </span>
  )
}

export function QueueNames({ track, current = false }: { track: Track; current?: boolean }) {
  const say = useWords()
  return (
    <span className="min-w-0 flex-1">
      <span className={`block truncate font-semibold ${current ? 'text-accent' : ''}`}>{track.title}</span>
      <span className="text-muted block truncate text-xs">{artistLine(track) || say('track.unknownArtist')}</span>
    </span>
  )
}
