import { CloudOff } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'

/** Why there is no sound just now, as long as it lasts. */
export function Trouble({ className = '' }: { className?: string }) {
  const say = useWords()
  const { player } = useMusic()
  const trouble = useStore(player.state, (state) => state.trouble)
  return (
    <div role="status" className={`pointer-events-none flex justify-center empty:hidden ${className}`}>
      {trouble && (
        <p className="bg-raised border-line shadow-float flex items-center gap-2 rounded-full border px-4 py-2 text-sm">
          <CloudOff aria-hidden size={16} className="flex-none" />
          {say(`player.${trouble}`)}
        </p>
      )}
    </div>
  )
}
