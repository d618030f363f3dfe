/** How long one sign-in lasts, whatever happens in it: 30 days. Nothing issued in it outlives it. */
export const sessionLifeSeconds = 30 * 86_400

/** A session in which nobody is signed in only carries a sign-in or sign-out that is under way. */
export const visitorLifeSeconds = 3600

export const accessTokenSeconds = 300

/** The longest life of anything that is signed. */
export const idTokenSeconds = 3600

export const sessionCookieOptions = { httpOnly: true, sameSite: 'lax', path: '/' } as const

/** On a computer that others use, too: 8 hours, or until the browser closes. */
const sharedLifeSeconds = 8 * 3600

interface SessionTimes {
  accountId?: string | undefined
  /** Of a shared computer. */
  transient?: boolean | undefined
  loginTs?: number | undefined
}

/** Seconds that a session still has; the library's default would begin anew at every visit. */
export function sessionSecondsLeft(
  { accountId, loginTs, transient }: SessionTimes,
  now = Math.floor(Date.now() / 1000),
) {
  if (accountId === undefined) return visitorLifeSeconds
  return Math.max(1, (loginTs ?? now) + (transient ? sharedLifeSeconds : sessionLifeSeconds) - now)
}
