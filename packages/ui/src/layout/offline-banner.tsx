import { CloudOff } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useKitWords } from '../i18n/kit-words.ts'

/** Says that the network is gone, as long as it is. */
export function OfflineBanner() {
  const say = useKitWords()
  const online = useSyncExternalStore(subscribe, () => navigator.onLine)
  return (
    <div role="status" className="empty:hidden">
      {!online && (
        <p className="bg-raised text-muted mx-4 mb-2 flex items-center gap-2 rounded-full px-4 py-2 text-sm md:mx-8">
          <CloudOff aria-hidden size={18} className="flex-none" />
          {say('offline')}
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
