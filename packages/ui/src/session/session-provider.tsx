import { useEffect, useSyncExternalStore, type ReactNode } from 'react'
import type { QueryClient } from '@tanstack/react-query'
import { OnceReachable } from './once-reachable.tsx'
import type { Session } from './session.ts'
import { SessionEnded } from './session-ended.tsx'
import { SessionContext } from './use-session.ts'

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
  const { readOnly } = useSyncExternalStore(session.subscribe, session.getState)
  useEffect(() => {
    if (!readOnly) return undefined
    // What failed meanwhile can be had again.
    return () => void queryClient?.refetchQueries({ predicate: ({ state }) => state.status === 'error' })
  }, [readOnly, queryClient])
  return (
    <SessionContext value={session}>
      <OnceReachable>{children}</OnceReachable>
      <SessionEnded />
    </SessionContext>
  )
}
