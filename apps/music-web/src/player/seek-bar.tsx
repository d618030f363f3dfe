import { Slider } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useState, type PointerEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import { useWaveform, Waveform } from './waveform.tsx'

/** Where the track is, between the time that has passed and its length. */
export function SeekBar({ below = false }: { below?: boolean }) {
  const { duration } = useFormats()
  const { player } = useMusic()
  const item = useStore(player.state, (state) => state.item)
  const length = useStore(player.state, (state) => state.durationSeconds)
  // While the handle is held, it follows the hand and not the music.
  const [held, setHeld] = useState<number>()
  const seconds = useStore(player.position, (state) => state.seconds)

  const passed = <Time>{duration(item ? (held ?? seconds) : null)}</Time>
  const total = <Time>{duration(item ? length : null)}</Time>
  const line = <Line held={held} onHold={setHeld} tall={below} />
  if (below) {
    return (
      <div>
        {line}
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
      {line}
      {total}
    </div>
  )
}

interface LineProps {
  held: number | undefined
  onHold: (seconds: number | undefined) => void
  tall: boolean
}

/** The track as its waveform, or as a plain line where there is none; a slider in either case. */
function Line({ held, onHold, tall }: LineProps) {
  const say = useWords()
  const { spokenDuration } = useFormats()
  const { player } = useMusic()
  const item = useStore(player.state, (state) => state.item)
  const length = useStore(player.state, (state) => state.durationSeconds)
  const seconds = useStore(player.position, (state) => state.seconds)
  const buffered = useStore(player.position, (state) => state.bufferedSeconds)
  const { peaks } = useWaveform(item?.track)
  const [pointed, setPointed] = useState<number>()
  const shown = held ?? seconds
  const share = (part: number) => (item && length ? Math.min(1, part / length) : 0)
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    if (event.pointerType === 'mouse') setPointed(Math.min(1, Math.max(0, (event.clientX - left) / width)))
  }
  return (
    <div className="relative flex-1" onPointerMove={point} onPointerLeave={() => setPointed(undefined)}>
      {peaks ? (
        <Waveform
          peaks={peaks}
          played={share(shown)}
          buffered={share(buffered)}
          className={`absolute inset-x-0 top-1/2 w-full -translate-y-1/2 ${tall ? 'h-11' : 'h-6'}`}
        />
      ) : (
        <span
          aria-hidden
          className="bg-muted/60 absolute top-1/2 left-0 h-1 w-full origin-left -translate-y-1/2 rounded-full"
          style={{ transform: `translateY(-50%) scaleX(${share(buffered)})` }}
        />
      )}
      <Slider
        label={say('player.seek')}
        value={item ? shown : 0}
        max={length ?? 0}
        step={1}
        largeStep={10}
        disabled={!item || length === null}
        onValueChange={onHold}
        onValueCommitted={(value) => {
          player.seek(value)
          onHold(undefined)
        }}
        valueText={(value) =>
          say('player.position', { position: spokenDuration(value), length: spokenDuration(length ?? 0) })
        }
        bare={peaks !== undefined}
        className={tall ? '[&>*]:!h-11' : ''}
      />
      {pointed !== undefined && item && length !== null && <Pointed share={pointed} length={length} />}
    </div>
  )
}

/** The time under the pointer. */
function Pointed({ share, length }: { share: number; length: number }) {
  const { duration } = useFormats()
  return (
    <span
      aria-hidden
      className="bg-raised border-line shadow-float rounded-control pointer-events-none absolute bottom-full z-10 mb-1 -translate-x-1/2 border px-1.5 py-0.5 text-xs"
      style={{ left: `${share * 100}%` }}
    >
      {duration(share * length)}
    </span>
  )
}

function Time({ children }: { children: React.ReactNode }) {
  return <span className="text-muted min-w-9 text-center text-xs">{children}</span>
}
