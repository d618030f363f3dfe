import { Skeleton } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import type { ReactNode } from 'react'

/** Shows a page that is for everyone once it is known who asks, since that decides what is on it. */
export function OnceKnown({ children }: { children: ReactNode }) {
  const { status } = useSession()
  return status === 'loading' ? <PageSkeleton /> : children
}

/** A page before it is known what is on it. */
export function PageSkeleton() {
  return (
    <div className="grid gap-4 pt-6" aria-busy>
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-64 w-full" />
    </div>
  )
}
