import { Slider } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '../store.ts'

/** Where the track is, between the time that has passed and its length. */
export function SeekBar({ below = false }: { below?: boolean }) {
  const say = useWords()
  const { duration, spokenDuration } = useFormats()
  const { player } = useMusic()
  const item = useStore(player.state, (state) => state.item)
  const length = useStore(player.state, (state) => state.durationSeconds)
  const seconds = useStore(player.position, (state) => state.seconds)
  // While the handle is held, it follows the hand and not the music.
  const [held, setHeld] = useState<number>()
  const shown = held ?? seconds

  const passed = <Time>{duration(item ? shown : null)}</Time>
  const total = <Time>{duration(item ? length : null)}</Time>
  const slider = (
    <Slider
      label={say('player.seek')}
      value={item ? shown : 0}
      max={length ?? 0}
      step={1}
      largeStep={10}
      disabled={!item || length === null}
      onValueChange={setHeld}
      onValueCommitted={(value) => {
        player.seek(value)
        setHeld(undefined)
      }}
      valueText={(value) =>
        say('player.position', { position: spokenDuration(value), length: spokenDuration(length ?? 0) })
      }
      className="flex-1"
    />
  )
  if (below) {
    return (
      <div>
        {slider}
        <div className="flex justify-between">
          {passed}
          {total}
        </div>
      </div>
    )
  }
  return (
    <div className="flex items-center gap-3">
      {passed}
      {slider}
      {total}
    </div>
  )
}

function Time({ children }: { children: React.ReactNode }) {
  return <span className="text-muted min-w-9 text-center text-xs">{children}</span>
}
