import { CloudOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { EmptyState } from '../feedback/empty-state.tsx'
import { useKitWords } from '../i18n/kit-words.ts'
import { useSession } from './use-session.ts'

/** While it cannot be found out who is here, neither a visitor's pages nor a person's would be true. */
export function OnceReachable({ children }: { children: ReactNode }) {
  const { status, session } = useSession()
  const say = useKitWords()
  if (status !== 'unreachable') return children
  return (
    <main className="grid min-h-dvh place-items-center">
      <div role="alert">
        <EmptyState
          level={1}
          icon={<CloudOff aria-hidden />}
          title={say('unreachable.title')}
          action={<Button onClick={() => void session.start()}>{say('tryAgain')}</Button>}
        >
          {say('unreachable.text')}
        </EmptyState>
      </div>
    </main>
  )
}
