import { Cover, Highlight } from '@bell/ui'
import { Play } from 'lucide-react'
import { memo, useRef } from 'react'
import type { Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import { ArtistNames } from './artist-names.tsx'
import { isOnControl, onRowKey } from './row-keys.ts'
import { RowEnd } from './row-end.tsx'
import { Sounding } from './sounding.tsx'
import { openTrackMenu } from './track-menu-store.ts'

export interface TrackRowProps {
  track: Track
  index: number
  play: (index: number) => void
  /** In the tab order; one row of a table is. */
  reachable: boolean
  /** With its number in place of its cover. */
  numbered?: boolean | undefined
  /** What was looked for, to be marked. */
  query?: string | undefined
}

/** Where there is a pointer, "…" takes the place of the length. */
const columns =
  'grid grid-cols-[2.75rem_minmax(0,1fr)_2.75rem] pointer-coarse:grid-cols-[2.75rem_minmax(0,1fr)_auto_2.75rem] items-center gap-3 px-2'

/** A track in a table: double-click or Enter plays it, a right click or "…" offers the rest. */
export const TrackRow = memo(function TrackRow(props: TrackRowProps) {
  const { track, index, play, reachable, numbered, query } = props
  const say = useWords()
  const { player } = useMusic()
  const current = useStore(player.state, ({ item }) => item?.track.id === track.id)
  const playThis = () => play(index)
  const row = useRef<HTMLDivElement>(null)

  return (
    <div
      ref={row}
      role="row"
      aria-rowindex={index + 2}
      aria-current={current ? 'true' : undefined}
      tabIndex={reachable ? 0 : -1}
      data-row
      onDoubleClick={(event) => !isOnControl(event) && playThis()}
      onClick={(event) => {
        // A finger does not double-click.
        if ((event.nativeEvent as PointerEvent).pointerType === 'touch' && !isOnControl(event)) playThis()
      }}
      onKeyDown={(event) => onRowKey(event, playThis)}
      onContextMenu={(event) => {
        event.preventDefault()
        // The menu key on a row comes without a place.
        const anchor = event.clientX > 0 ? { x: event.clientX, y: event.clientY } : event.currentTarget
        openTrackMenu({ track, play: playThis, anchor, from: row.current ?? undefined })
      }}
      className={`group relative rounded-control hover:bg-raised h-15 cursor-default transition-colors -outline-offset-2 select-none ${columns} ${current ? 'bg-accent-soft hover:bg-accent-soft' : ''}`}
    >
      <div role="gridcell" className="relative">
        {numbered ? (
          <span className="text-muted grid size-11 place-items-center">{track.trackNumber ?? '–'}</span>
        ) : (
          <Cover id={track.album?.id ?? track.id} src={track.coverUrl} size={44} />
        )}
        {current && <Sounding />}
        <button
          type="button"
          tabIndex={-1}
          aria-label={say('track.play', { title: track.title })}
          onClick={playThis}
          className="bg-bg/70 rounded-control absolute inset-0 grid place-items-center opacity-0 transition-opacity group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:hidden"
        >
          <Play aria-hidden size={20} className="text-accent fill-current" />
        </button>
      </div>
      <div role="gridcell" className="min-w-0">
        <div className={`truncate font-semibold ${current ? 'text-accent' : ''}`}>
          {query ? <Highlight text={track.title} query={query} /> : track.title}
          {current && <span className="sr-only">, {say('track.playing')}</span>}
        </div>
        <div className="text-muted truncate text-xs">
          <ArtistNames track={track} tabIndex={-1} query={query} />
        </div>
      </div>
      <RowEnd
        track={track}
        openMenu={(button) => openTrackMenu({ track, play: playThis, anchor: button, from: button })}
      />
    </div>
  )
})
