import { Cover } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { Link } from '@tanstack/react-router'
import { Check, Play } from 'lucide-react'
import { memo, type MouseEvent, type ReactNode } from 'react'
import type { Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import { ArtistNames } from '../tracks/artist-names.tsx'
import { formatName } from '../tracks/format-name.ts'
import { isOnControl, onRowKey } from '../tracks/row-keys.ts'
import { RowEnd } from '../tracks/row-end.tsx'
import { Sounding } from '../tracks/sounding.tsx'
import { columns, gridClass } from './library-columns.ts'
import type { Manner } from '@bell/ui/selection'

export interface LibraryRowProps {
  track: Track
  index: number
  selected: boolean
  /** Fingers choose with a tap now, instead of playing. */
  choosing: boolean
  /** In the tab order; one row of the table is. */
  reachable: boolean
  /** The same object for all rows as long as the table stands. */
  acts: RowActs
}

export interface RowActs {
  play: (index: number) => void
  choose: (index: number, manner: Manner) => void
  openMenu: (index: number, anchor: Element | { x: number; y: number }, from: HTMLElement) => void
}

/** A track of the library: a click chooses it, a double-click or Enter plays it, a right click or "…" offers the rest. */
export const LibraryRow = memo(function LibraryRow(props: LibraryRowProps) {
  const { track, index, selected, choosing, reachable, acts } = props
  const say = useWords()
  const { date, number } = useFormats()
  const { player } = useMusic()
  const current = useStore(player.state, ({ item }) => item?.track.id === track.id)

  function onClick(event: MouseEvent<HTMLElement>) {
    if (isOnControl(event)) return
    const touched = (event.nativeEvent as PointerEvent).pointerType === 'touch'
    // A finger does not double-click.
    if (touched && !choosing) return acts.play(index)
    acts.choose(index, { toggle: touched || event.ctrlKey || event.metaKey, range: event.shiftKey })
  }

  const tint = selected ? 'bg-accent-soft' : current ? 'bg-raised' : 'hover:bg-raised'
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-current={current ? 'true' : undefined}
      tabIndex={reachable ? 0 : -1}
      data-row
      onClick={onClick}
      onDoubleClick={(event) => !isOnControl(event) && !choosing && acts.play(index)}
      onKeyDown={(event) => onRowKey(event, () => acts.play(index))}
      onContextMenu={(event) => {
        event.preventDefault()
        // The menu key on a row comes without a place.
        const place = event.clientX > 0 ? { x: event.clientX, y: event.clientY } : event.currentTarget
        acts.openMenu(index, place, event.currentTarget)
      }}
      className={`group relative rounded-control h-15 cursor-default -outline-offset-2 select-none ${gridClass} ${tint}`}
    >
      <div role="gridcell" className="grid place-items-center">
        {choosing ? (
          <span
            className={`grid size-5 place-items-center rounded-full border-2 ${selected ? 'bg-accent border-accent text-on-accent' : 'border-edge'}`}
          >
            {selected && <Check aria-hidden size={14} strokeWidth={3} />}
          </span>
        ) : (
          <>
            <span className="text-muted text-xs group-hover:pointer-fine:invisible">{number(index + 1)}</span>
            <button
              type="button"
              tabIndex={-1}
              aria-label={say('track.play', { title: track.title })}
              onClick={() => acts.play(index)}
              className="rounded-control absolute grid size-9 place-items-center opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:hidden"
            >
              <Play aria-hidden size={16} className="text-accent fill-current" />
            </button>
          </>
        )}
      </div>
      <div role="gridcell" className="flex min-w-0 items-center gap-3">
        <span className="relative flex-none">
          <Cover id={track.album?.id ?? track.id} src={track.coverUrl} size={44} />
          {current && <Sounding />}
        </span>
        <span className="min-w-0">
          <span className={`block truncate font-semibold ${current ? 'text-accent' : ''}`}>
            {track.title}
            {current && <span className="sr-only">, {say('track.playing')}</span>}
            {track.visibility === 'draft' && (
              <span className="text-muted ml-2 text-xs font-normal">{say('track.draft')}</span>
            )}
          </span>
          <span className="text-muted block truncate text-xs @3xl:hidden">
            <ArtistNames track={track} tabIndex={-1} />
          </span>
        </span>
      </div>
      <Cell shown="hidden @3xl:block">
        <ArtistNames track={track} tabIndex={-1} />
      </Cell>
      <Cell shown="hidden @2xl:block">
        {track.album && (
          <Link
            to="/albums/$albumId"
            params={{ albumId: track.album.id }}
            tabIndex={-1}
            className="hover:text-text hover:underline"
          >
            {track.album.title}
          </Link>
        )}
      </Cell>
      <Cell shown="hidden @3xl:block">{date(track.createdAt)}</Cell>
      <Cell shown="hidden @5xl:block">{track.year}</Cell>
      <Cell shown="hidden @6xl:block">{track.genre}</Cell>
      <Cell shown="hidden @5xl:block">{formatName(track)}</Cell>
      <RowEnd track={track} openMenu={(button) => acts.openMenu(index, button, button)} />
    </div>
  )
})

function Cell({ shown, children }: { shown: string; children: ReactNode }) {
  return (
    <div role="gridcell" className={`text-muted truncate text-xs ${shown}`}>
      {children}
    </div>
  )
}

/** In place of a row that is on its way, with the shape that it will have. */
export function LibraryRowSkeleton() {
  return (
    <div aria-hidden className={`h-15 ${gridClass}`}>
      <span className="bg-raised mx-auto block h-3 w-4 rounded" />
      <div className="flex items-center gap-3">
        <span className="bg-raised rounded-control size-11 flex-none" />
        <div className="grid flex-1 gap-2">
          <span className="bg-raised block h-3.5 w-1/2 max-w-56 rounded" />
          <span className="bg-raised block h-3 w-1/3 max-w-36 rounded @3xl:hidden" />
        </div>
      </div>
      {columns.slice(1).map(({ word, shown }) => (
        <span key={word} className={`bg-raised h-3 w-2/3 rounded ${shown}`} />
      ))}
      <span className="bg-raised ml-auto block h-3 w-8 rounded" />
    </div>
  )
}
