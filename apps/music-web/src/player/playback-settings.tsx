import { Slider, Switch } from '@bell/ui'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import { longestCrossfade } from './device-settings.ts'

/** How this device plays. */
export function PlaybackSettings() {
  const say = useWords()
  const { player } = useMusic()
  const { levelling, crossfadeSeconds } = useStore(player.state, (state) => state.playback)
  const shown = (seconds: number) =>
    seconds === 0 ? say('playback.crossfadeOff') : say('playback.seconds', { count: seconds })
  return (
    <div className="grid gap-6">
      <Switch
        label={say('playback.levelling')}
        hint={say('playback.levellingHint')}
        checked={levelling}
        onCheckedChange={(next) => player.setPlayback({ levelling: next })}
      />
      <div>
        <div className="flex items-baseline justify-between gap-4">
          <span className="font-semibold">{say('playback.crossfade')}</span>
          <span className="text-muted text-sm">{shown(crossfadeSeconds)}</span>
        </div>
        <p className="text-muted text-xs">{say('playback.crossfadeHint')}</p>
        <Slider
          label={say('playback.crossfade')}
          value={crossfadeSeconds}
          max={longestCrossfade}
          largeStep={3}
          onValueChange={(seconds) => player.setPlayback({ crossfadeSeconds: seconds })}
          valueText={shown}
          className="mt-2 max-w-xs"
        />
      </div>
    </div>
  )
}
