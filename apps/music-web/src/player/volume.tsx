import { IconButton, Slider } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { Volume1, Volume2, VolumeX } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'

export function Volume({ className = '' }: { className?: string }) {
  const say = useWords()
  const { percent } = useFormats()
  const { player } = useMusic()
  const volume = useStore(player.state, (state) => state.volume)
  const muted = useStore(player.state, (state) => state.muted)
  const silent = muted || volume === 0
  const Icon = silent ? VolumeX : volume < 0.5 ? Volume1 : Volume2
  return (
    <div className={`flex items-center gap-1 ${className}`}>
      <IconButton
        label={muted ? say('player.unmute') : say('player.mute')}
        shortcut="M"
        icon={<Icon strokeWidth={1.75} />}
        onClick={() => player.toggleMute()}
      />
      <Slider
        label={say('player.volume')}
        value={muted ? 0 : Math.round(volume * 100)}
        max={100}
        step={1}
        largeStep={10}
        onValueChange={(value) => player.setVolume(value / 100)}
        valueText={(value) => percent(value / 100)}
        className="w-23"
      />
    </div>
  )
}
