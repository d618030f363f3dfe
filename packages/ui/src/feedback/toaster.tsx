import { lazy, Suspense, useEffect, useState } from 'react'
import { whenToasted } from './toast.ts'

const DrawnToaster = lazy(() => import('./drawn-toaster.tsx').then((m) => ({ default: m.DrawnToaster })))

/** Once in every app; `bottom` in px keeps the toasts above what is fixed there (the player). */
export function Toaster({ bottom = 24 }: { bottom?: number }) {
  const [wanted, setWanted] = useState(false)
  useEffect(() => whenToasted(() => setWanted(true)), [])
  return <Suspense>{wanted && <DrawnToaster bottom={bottom} />}</Suspense>
}
