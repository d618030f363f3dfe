import { Cover, Skeleton } from '@bell/ui'
import { Play } from 'lucide-react'
import type { Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import { ArtistNames } from './artist-names.tsx'
import { Sounding } from './sounding.tsx'
import { openTrackMenu } from './track-menu-store.ts'

/** A track as a picture with its name; a click plays it. */
export function TrackCard({ track, play }: { track: Track; play: () => void }) {
  const say = useWords()
  const { player } = useMusic()
  const current = useStore(player.state, ({ item }) => item?.track.id === track.id)
  return (
    <div
      className="group min-w-0"
      onContextMenu={(event) => {
        event.preventDefault()
        const from = event.currentTarget.querySelector('button') ?? undefined
        const anchor = event.clientX > 0 || !from ? { x: event.clientX, y: event.clientY } : from
        openTrackMenu({ track, play, anchor, from })
      }}
    >
      <button
        type="button"
        onClick={play}
        aria-label={say('track.play', { title: track.title })}
        className="rounded-cover relative mb-2.5 block w-full"
      >
        <Cover id={track.album?.id ?? track.id} src={track.coverUrl} sizes="(min-width: 768px) 160px, 30vw" />
        {current && <Sounding />}
        <span className="bg-accent text-on-accent shadow-float absolute right-2 bottom-2 grid size-10 translate-y-1 place-items-center rounded-full opacity-0 transition group-hover:translate-y-0 group-hover:opacity-100 pointer-coarse:hidden">
          <Play aria-hidden size={18} className="translate-x-px fill-current" />
        </span>
      </button>
      <div className={`truncate font-semibold ${current ? 'text-accent' : ''}`}>{track.title}</div>
      <div className="text-muted truncate text-xs">
        <ArtistNames track={track} />
      </div>
    </div>
  )
}

export function CardSkeleton({ round = false }: { round?: boolean }) {
  return (
    <div aria-hidden>
      <Skeleton className={`mb-2.5 aspect-square w-full ${round ? '!rounded-full' : '!rounded-cover'}`} />
      <Skeleton className={`h-3.5 w-3/4 ${round ? 'mx-auto' : ''}`} />
      <Skeleton className={`mt-2 h-3 w-1/2 ${round ? 'mx-auto' : ''}`} />
    </div>
  )
}
