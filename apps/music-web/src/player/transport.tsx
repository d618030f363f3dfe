import { Button, IconButton, Tooltip } from '@bell/ui'
import { Pause, Play, Repeat, Repeat1, Shuffle, SkipBack, SkipForward } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import { queueFailed } from './queue-failed.ts'

/** The round button: play or pause, and a turning ring while the sound is on its way. */
export function PlayButton({ large = false }: { large?: boolean }) {
  const say = useWords()
  const { player } = useMusic()
  const status = useStore(player.state, (state) => state.status)
  const idle = useStore(player.state, (state) => state.item === undefined)
  const empty = useStore(player.queue, ({ queue }) => queue.items.length === 0)
  const sounding = status === 'playing' || status === 'loading'
  const label = sounding ? say('player.pause') : say('player.play')
  const Icon = sounding ? Pause : Play
  return (
    <Tooltip label={label} shortcut="Space">
      <Button
        size="icon"
        aria-label={label}
        disabled={idle && empty}
        onClick={() => player.toggle()}
        className={`relative [&_svg]:fill-current [&_svg]:stroke-none ${large ? '!size-16 [&_svg]:!size-7' : ''}`}
      >
        <Icon aria-hidden className={sounding ? undefined : 'translate-x-px'} />
        {status === 'loading' && (
          <span
            aria-hidden
            className="border-accent absolute -inset-1 animate-spin rounded-full border-2 border-t-transparent"
          />
        )}
      </Button>
    </Tooltip>
  )
}

export function SkipButtons({ children }: { children: React.ReactNode }) {
  const say = useWords()
  const { player } = useMusic()
  const idle = useStore(player.state, (state) => state.item === undefined)
  return (
    <>
      <IconButton
        label={say('player.previous')}
        shortcut="Shift ←"
        icon={<SkipBack strokeWidth={1.75} />}
        disabled={idle}
        onClick={() => player.previous()}
      />
      {children}
      <NextButton />
    </>
  )
}

export function NextButton() {
  const say = useWords()
  const { player } = useMusic()
  const idle = useStore(player.state, (state) => state.item === undefined)
  return (
    <IconButton
      label={say('player.next')}
      shortcut="Shift →"
      icon={<SkipForward strokeWidth={1.75} />}
      disabled={idle}
      onClick={() => player.next()}
    />
  )
}

export function ShuffleButton() {
  const say = useWords()
  const { player } = useMusic()
  const shuffle = useStore(player.queue, ({ queue }) => queue.shuffle)
  return (
    <IconButton
      label={say('player.shuffle')}
      shortcut="S"
      pressed={shuffle}
      icon={<Shuffle strokeWidth={1.75} />}
      onClick={() => void player.toggleShuffle().catch(queueFailed)}
    />
  )
}

const repeatWords = { off: 'player.repeatOff', all: 'player.repeatAll', one: 'player.repeatOne' } as const

export function RepeatButton() {
  const say = useWords()
  const { player } = useMusic()
  const repeat = useStore(player.queue, ({ queue }) => queue.repeat)
  return (
    <IconButton
      label={say(repeatWords[repeat])}
      shortcut="R"
      pressed={repeat !== 'off'}
      icon={repeat === 'one' ? <Repeat1 strokeWidth={1.75} /> : <Repeat strokeWidth={1.75} />}
      onClick={() => void player.cycleRepeat().catch(queueFailed)}
    />
  )
}
