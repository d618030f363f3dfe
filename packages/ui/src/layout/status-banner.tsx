import { CloudOff, Lock } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useKitWords } from '../i18n/kit-words.ts'
import { useSession } from '../session/use-session.ts'

/** Says that the network is gone, or that nothing can be changed, as long as it is so. */
export function StatusBanner() {
  const say = useKitWords()
  const { readOnly } = useSession()
  const online = useSyncExternalStore(subscribe, () => navigator.onLine)
  const [Icon, text] = online ? [Lock, say('readOnly')] : [CloudOff, say('offline')]
  return (
    <div role="status" className="empty:hidden">
      {(!online || readOnly) && (
        <p className="bg-raised text-muted rounded-panel mx-4 mb-2 flex items-center gap-2 px-4 py-2 text-sm md:mx-8">
          <Icon aria-hidden size={18} className="flex-none" />
          {text}
        </p>
      )}
    </div>
  )
}

function subscribe(listener: () => void) {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}
