import { createContext, use, useSyncExternalStore } from 'react'
import type { Session, SessionState } from './session.ts'

export const SessionContext = createContext<Session | undefined>(undefined)

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
