import { Cover, Tooltip } from '@bell/ui'
import { artistLine } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { shell } from '../shell/shell-state.ts'
import { useStore } from '@bell/ui/store'
import { Trouble } from './trouble.tsx'
import { NextButton, PlayButton } from './transport.tsx'

/** The player above the tabs of a narrow window; a tap on it opens all of it. */
export function MiniPlayer() {
  const say = useWords()
  const { player } = useMusic()
  const track = useStore(player.state, (state) => state.item?.track)
  if (!track) return null
  return (
    <section
      aria-label={say('player.region')}
      className="bg-raised shadow-float relative z-20 mx-2 mb-2 flex h-15 items-center gap-1 rounded-[12px] pr-2"
    >
      <Trouble className="absolute inset-x-0 bottom-full pb-2" />
      <Tooltip label={say('player.expand')}>
        <button
          type="button"
          onClick={() => shell.set({ fullScreen: true })}
          className="flex h-full min-w-0 flex-1 items-center gap-3 pl-2.5 text-left"
        >
          <Cover id={track.album?.id ?? track.id} src={track.coverUrl} size={42} eager />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-semibold">{track.title}</span>
            <span className="text-muted block truncate text-xs">{artistLine(track) || say('track.unknownArtist')}</span>
          </span>
          <span className="sr-only">{say('player.expand')}</span>
        </button>
      </Tooltip>
      <PlayButton />
      <NextButton />
      <Passed />
    </section>
  )
}

/** How much has passed, as a line along the lower edge. */
function Passed() {
  const { player } = useMusic()
  const length = useStore(player.state, (state) => state.durationSeconds)
  const seconds = useStore(player.position, (state) => state.seconds)
  const share = length ? Math.min(1, seconds / length) : 0
  return (
    <span aria-hidden className="bg-line absolute inset-x-2 bottom-0 h-0.5 overflow-hidden rounded-full">
      <span className="bg-accent block h-full origin-left" style={{ transform: `scaleX(${share})` }} />
    </span>
  )
}
