import { Button, EmptyState, Skeleton } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { LockKeyhole } from 'lucide-react'
import type { ReactNode } from 'react'
import { GridSkeleton } from '../grid/grid-skeleton.tsx'
import { useWords } from '../i18n/words.ts'

/** Shows its page to people with an account, and to others how to get in. */
export function SignedInOnly({ children }: { children: ReactNode }) {
  const say = useWords()
  const { status, signIn } = useSession()
  if (status === 'signed-in') return children
  if (status === 'loading') {
    return (
      <>
        <Skeleton className="mt-6 mb-8 h-8 w-48" />
        <GridSkeleton />
      </>
    )
  }
  return (
    <EmptyState
      level={1}
      icon={<LockKeyhole aria-hidden />}
      title={say('state.signInFirst')}
      action={<Button onClick={() => signIn()}>{say('welcome.signIn')}</Button>}
    >
      {say('state.signInFirstText')}
    </EmptyState>
  )
}
