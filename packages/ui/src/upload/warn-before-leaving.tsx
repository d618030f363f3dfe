import { useEffect } from 'react'
import { useStore, type Store } from '../store/index.ts'
import type { Totals } from './rows.ts'

/** The browser asks before it throws away what is being sent. */
export function WarnBeforeLeaving({ totals }: { totals: Store<Totals> }) {
  const active = useStore(
    totals,
    ({ counts, readToSend }) => readToSend + counts.waiting + counts.sending + counts.stalled + counts.saving > 0,
  )
  useEffect(() => {
    if (!active) return undefined
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [active])
  return null
}
