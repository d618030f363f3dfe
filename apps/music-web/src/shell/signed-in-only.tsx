import { Button, EmptyState } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { LockKeyhole } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWords } from '../i18n/words.ts'
import { PageSkeleton } from './once-known.tsx'

/** Shows its page to people with an account, and to others how to get in. */
export function SignedInOnly({ children }: { children: ReactNode }) {
  const say = useWords()
  const { status, signIn } = useSession()
  if (status === 'signed-in') return children
  if (status === 'loading') return <PageSkeleton />
  return (
    <EmptyState
      level={1}
      icon={<LockKeyhole aria-hidden />}
      title={say('state.signInFirst')}
      action={<Button onClick={() => signIn()}>{say('home.signIn')}</Button>}
    >
      {say('state.signInFirstText')}
    </EmptyState>
  )
}
