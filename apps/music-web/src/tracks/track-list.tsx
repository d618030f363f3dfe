import { Skeleton } from '@bell/ui'
import type { Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { TrackRow } from './track-row.tsx'
import { usePlayTracks } from './use-play-tracks.ts'
import { useRowFocus } from './use-row-focus.ts'

export interface TrackListProps {
  tracks: Track[]
  label: string
  /** Where the page is wide. */
  twoColumns?: boolean
  /** What playing one of them goes on with; the list itself where nothing else is said. */
  among?: Track[]
  /** With their numbers in place of covers: all of one album. */
  numbered?: boolean
  /** What was looked for, to be marked in what was found. */
  query?: string
}

/** A short list of tracks. Playing one goes on with those after it. */
export function TrackList({ tracks, label, twoColumns = false, among = tracks, numbered, query }: TrackListProps) {
  const say = useWords()
  const playTracks = usePlayTracks()
  const focus = useRowFocus(tracks.length)
  const play = (index: number) => playTracks(among, among.indexOf(tracks[index]!))
  return (
    <div className="@container -mx-2">
      <div
        role="grid"
        tabIndex={-1}
        aria-label={label}
        aria-rowcount={tracks.length + 1}
        onFocus={focus.onFocus}
        onKeyDown={focus.onKeyDown}
        className={twoColumns ? 'grid gap-x-7 @3xl:grid-flow-col @3xl:grid-cols-2' : ''}
        style={twoColumns ? { gridTemplateRows: `repeat(${Math.ceil(tracks.length / 2)}, auto)` } : undefined}
      >
        <div role="row" aria-rowindex={1} className="sr-only">
          <span role="columnheader">{say(numbered ? 'library.number' : 'upload.cover')}</span>
          <span role="columnheader">{say('track.title')}</span>
          <span role="columnheader">{say('track.length')}</span>
          <span role="columnheader">{say('track.actions')}</span>
        </div>
        {tracks.map((track, index) => (
          <TrackRow
            key={track.id}
            track={track}
            index={index}
            play={play}
            reachable={index === focus.reachable}
            numbered={numbered}
            query={query}
          />
        ))}
      </div>
    </div>
  )
}

export function TrackListSkeleton(props: { rows: number; twoColumns?: boolean; numbered?: boolean }) {
  const { rows, twoColumns = false, numbered = false } = props
  return (
    <div aria-hidden className="@container -mx-2">
      <div className={twoColumns ? 'grid gap-x-7 @3xl:grid-cols-2' : ''}>
        {Array.from({ length: rows }, (_, index) => (
          <TrackRowSkeleton key={index} numbered={numbered} />
        ))}
      </div>
    </div>
  )
}

export function TrackRowSkeleton({ numbered = false }: { numbered?: boolean }) {
  return (
    <div className="flex h-15 items-center gap-3 px-2">
      <span className="grid size-11 flex-none place-items-center">
        <Skeleton className={numbered ? 'size-4' : 'size-11'} />
      </span>
      <div className="grid flex-1 gap-2">
        <Skeleton className="h-3.5 w-1/2 max-w-56" />
        <Skeleton className="h-3 w-1/3 max-w-36" />
      </div>
      <Skeleton className="h-3 w-8 pointer-coarse:mr-14" />
    </div>
  )
}
