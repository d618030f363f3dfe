import { ApiProblem, networkProblem, problemFrom } from './api-problem.ts'
import { endRefreshAttempt, refreshAttempt } from './refresh-attempt.ts'

export type Role = 'owner' | 'admin' | 'artist' | 'listener'
export interface SessionUser {
  id: string
  name: string
  email?: string
  roles: Role[]
}

/** What a refresh gives; `expiresAt` in ms of this device's clock. Lives in memory only. */
export interface Grant {
  accessToken: string
  expiresAt: number
  /** Everything is being moved: what would change something is refused. */
  readOnly: boolean
  user: SessionUser
}

/** Why there is no token: there never was a session (and whether a silent login is still worth a try), or it ended. */
export type Refusal = { code: 'no_session'; silentTried: boolean } | { code: 'session_ended' }

/** One call of `POST /session/refresh`. @throws ApiProblem where neither is known (offline, 429, 5xx) */
export async function requestGrant(now: () => number): Promise<Grant | Refusal> {
  let response: Response
  try {
    response = await fetch('/session/refresh', {
      // The token has rotated once the server has answered: a page that is left meanwhile must not lose the new cookie.
      keepalive: true,
      method: 'POST',
      headers: { 'X-Requested-With': 'bell', 'Idempotency-Key': `"${refreshAttempt()}"` },
      credentials: 'same-origin',
      cache: 'no-store',
    })
  } catch (cause) {
    throw networkProblem(cause)
  }
  if (response.status === 401) {
    endRefreshAttempt()
    const { code, body } = await problemFrom(response)
    return code === 'session_ended' ? { code } : { code: 'no_session', silentTried: body.silentTried === true }
  }
  if (!response.ok) throw await problemFrom(response)
  const { accessToken, expiresAt, readOnly, user } = (await response.json()) as {
    accessToken: string
    expiresAt: string | number
    readOnly: boolean
    user: SessionUser
  }
  endRefreshAttempt()
  return {
    accessToken,
    readOnly,
    user,
    expiresAt: now() + (lifetime(accessToken) ?? new Date(expiresAt).getTime() - now()),
  }
}

/** Within the ten seconds in which AuthBell repeats an answer that was lost to whoever asks, in ms. */
const pauses = [500, 2000, 5000]

/**
 * As requestGrant, where there is a session: when no answer comes, or one that leaves it open, the server may have taken
 * the old token already, and gives the same successor to the same attempt. So it is asked again at once. @throws as requestGrant
 */
export async function requestGrantAgain(now: () => number): Promise<Grant | Refusal> {
  for (const pause of pauses) {
    try {
      return await requestGrant(now)
    } catch (error) {
      const isOffline = typeof navigator !== 'undefined' && navigator.onLine === false
      const isOpen = error instanceof ApiProblem && (error.code === 'network' || error.status >= 500)
      if (!isOpen || isOffline) throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
  return requestGrant(now)
}

/**
 * Ends the session at the server; one that has ended already is as good.
 * @returns where AuthBell ends its own, if there is anything to end. @throws ApiProblem
 */
export async function requestSignOut(): Promise<{ redirectTo?: string }> {
  let response: Response
  try {
    response = await fetch('/session/logout', { method: 'POST', headers: { 'X-Requested-With': 'bell' } })
  } catch (cause) {
    throw networkProblem(cause)
  }
  if (response.status === 401) return {}
  if (!response.ok) throw await problemFrom(response)
  return (await response.json()) as { redirectTo?: string }
}

/** How long a page that is about to leave waits for that, ms; it goes on without it. */
const forgettingMs = 1000

/**
 * Has the browser throw away what it keeps of this site: pictures and sounds that only the person may see. It does so on
 * https and on localhost; elsewhere none of them was kept. Never fails, and takes a second at most.
 */
export async function requestForgetting(): Promise<void> {
  try {
    await fetch('/session/forget', {
      keepalive: true,
      method: 'POST',
      headers: { 'X-Requested-With': 'bell' },
      signal: AbortSignal.timeout(forgettingMs),
    })
  } catch {
    // Out of reach, or it takes longer: the browser goes on with it by itself.
  }
}

/** A token's life in ms by its own two times, so that a wrong clock on this device does not matter. */
function lifetime(accessToken: string): number | undefined {
  try {
    const payload = accessToken.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')
    const { iat, exp } = JSON.parse(atob(payload)) as { iat?: number; exp?: number }
    return iat !== undefined && exp !== undefined ? (exp - iat) * 1000 : undefined
  } catch {
    return undefined
  }
}
