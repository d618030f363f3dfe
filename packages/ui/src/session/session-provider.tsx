import { createContext, use, useEffect, useSyncExternalStore, type ReactNode } from 'react'
import type { QueryClient } from '@tanstack/react-query'
import type { Session, SessionState } from './session.ts'
import { SessionEnded } from './session-ended.tsx'

const SessionContext = createContext<Session | undefined>(undefined)

/**
 * Starts the session and shows when it has ended. With `queryClient`, everything fetched for a user is forgotten
 * together with the user.
 */
export function SessionProvider(props: { session: Session; queryClient?: QueryClient; children: ReactNode }) {
  const { session, queryClient, children } = props
  useEffect(() => {
    void session.start()
  }, [session])
  useEffect(() => (queryClient ? session.onPurge(() => queryClient.clear()) : undefined), [session, queryClient])
  return (
    <SessionContext value={session}>
      {children}
      <SessionEnded />
    </SessionContext>
  )
}

/** Who is signed in, and what to do about it. */
export function useSession(): SessionState & {
  session: Session
  signIn: Session['signIn']
  signOut: Session['signOut']
} {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession needs a SessionProvider around it')
  const state = useSyncExternalStore(session.subscribe, session.getState)
  return { ...state, session, signIn: session.signIn, signOut: session.signOut }
}
