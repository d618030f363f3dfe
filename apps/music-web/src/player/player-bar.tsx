import { IconButton } from '@bell/ui'
import { useLocation } from '@tanstack/react-router'
import { ListMusic, Maximize2 } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { shell } from '../shell/shell-state.ts'
import { roomForPanel, useMedia } from '../shell/use-media.ts'
import { toggleQueue } from '../shell/use-shortcuts.ts'
import { useStore } from '@bell/ui/store'
import { SeekBar } from './seek-bar.tsx'
import { TrackLabel } from './track-label.tsx'
import { Trouble } from './trouble.tsx'
import { PlayButton, RepeatButton, ShuffleButton, SkipButtons } from './transport.tsx'
import { Volume } from './volume.tsx'

/** The player at the bottom of a wide window. */
export function PlayerBar() {
  const say = useWords()
  const { player } = useMusic()
  const track = useStore(player.state, (state) => state.item?.track)
  return (
    <section
      aria-label={say('player.region')}
      className="bg-raised border-line relative z-20 grid h-21 grid-cols-[minmax(0,1fr)_minmax(0,1.5fr)_auto] items-center gap-4 border-t px-4.5 lg:grid-cols-[minmax(0,1fr)_minmax(24rem,40rem)_minmax(0,1fr)]"
    >
      <Trouble className="absolute inset-x-0 bottom-full pb-3" />
      {track ? <TrackLabel track={track} coverSize={56} /> : <Nothing />}
      <div>
        <div className="-mb-0.5 flex items-center justify-center gap-2 [&>button]:pointer-fine:size-10">
          <ShuffleButton />
          <SkipButtons>
            <PlayButton />
          </SkipButtons>
          <RepeatButton />
        </div>
        <SeekBar />
      </div>
      <div className="flex items-center justify-end gap-1">
        <QueueButton />
        <IconButton
          label={say('player.expand')}
          shortcut="F"
          icon={<Maximize2 strokeWidth={1.75} className="!size-4.5" />}
          disabled={!track}
          onClick={() => shell.set({ fullScreen: true })}
        />
        <Volume className="hidden lg:flex" />
      </div>
    </section>
  )
}

function QueueButton() {
  const say = useWords()
  const roomy = useMedia(roomForPanel)
  const { pathname } = useLocation()
  const panel = useStore(shell, (state) => state.panel)
  const drawer = useStore(shell, (state) => state.drawer)
  return (
    <IconButton
      label={say('player.queue')}
      shortcut="Q"
      pressed={roomy && pathname !== '/upload' ? panel : drawer}
      icon={<ListMusic strokeWidth={1.75} />}
      onClick={toggleQueue}
    />
  )
}

function Nothing() {
  const say = useWords()
  return (
    <div className="flex min-w-0 items-center gap-3">
      <span aria-hidden className="bg-surface rounded-control size-14 flex-none" />
      <div className="min-w-0">
        <div className="truncate font-semibold">{say('player.nothing')}</div>
        <div className="text-muted truncate text-xs">{say('player.nothingHint')}</div>
      </div>
    </div>
  )
}
