import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'

/** Over the cover of the track that is in the player: three bars that move while it sounds. */
export function Sounding() {
  const { player } = useMusic()
  const moving = useStore(player.state, (state) => state.status === 'playing')
  return (
    <span
      aria-hidden
      className="bg-bg/60 rounded-control absolute inset-0 flex items-end justify-center gap-[3px] pb-[28%]"
    >
      {[0, 0.3, 0.6].map((delay) => (
        <span
          key={delay}
          className={`bg-accent h-[44%] w-[3px] rounded-full ${moving ? 'sounding' : 'origin-bottom scale-y-35'}`}
          style={moving ? { animationDelay: `-${delay}s` } : undefined}
        />
      ))}
    </span>
  )
}
