import { IconButton } from '@bell/ui'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { LoadDemo } from './load-demo.tsx'
import { RemoveDemo } from './remove-demo.tsx'
import { useDemo } from './use-demo.ts'

const dismissedKey = 'bell.demo-hint'

/** Above a home that lives on the demonstration: how far it is, then how to be rid of it; it can be put away. */
export function DemoHint() {
  const say = useWords()
  const { state } = useDemo()
  const [dismissed, setDismissed] = useState(wasDismissed)
  if (state?.state === 'making' || state?.state === 'stopped') return <LoadDemo />
  if (dismissed || (state?.state !== 'there' && state?.state !== 'removing')) return null

  function dismiss() {
    setDismissed(true)
    try {
      localStorage.setItem(dismissedKey, '1')
    } catch {
      // A browser that keeps nothing shows the hint again next time.
    }
  }

  return (
    <aside className="bg-raised rounded-panel mt-4 flex flex-wrap items-center justify-end gap-x-3 py-2 pr-2 pl-4">
      <p className="text-muted min-w-0 flex-1 basis-72 py-1.5 text-sm">{say('demo.hint')}</p>
      <RemoveDemo quiet />
      <IconButton label={say('demo.dismiss')} icon={<X />} onClick={dismiss} />
    </aside>
  )
}

function wasDismissed() {
  try {
    return localStorage.getItem(dismissedKey) === '1'
  } catch {
    return false
  }
}
