import { createApi } from '@bell/ui/api'
import { createEvents } from '@bell/ui/events'
import { createSession } from '@bell/ui/session'
import { createContext, use } from 'react'
import type { paths } from '../api.gen.ts'

/** AuthBell's own session and the calls that need it. */
export function createOwn() {
  const session = createSession()
  // Tells nothing here but that the session has ended, which it hears by itself.
  createEvents(session)
  return { session, api: createApi<paths>(session) }
}

export type Own = ReturnType<typeof createOwn>
export const OwnContext = createContext<Own | undefined>(undefined)

export function useOwn(): Own {
  const own = use(OwnContext)
  if (!own) throw new Error('useOwn needs an OwnContext around it')
  return own
}
