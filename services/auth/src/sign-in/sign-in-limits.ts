import { tooMany } from '@bell/platform/http'
import type { AuthDeps } from '../deps.ts'
import { hashOf } from '../oidc/sealing.ts'

const minute = 60_000

/** What is tried: a password, the code of the second step, or a passkey. Each has counters of its own. */
type Step = 'password' | 'code' | 'passkey'

interface Attempt {
  emailKey: string
  /** The network address, as `placeOf` gives it. */
  address: string
  /** A browser in which this account has signed in before. */
  place: string | undefined
}

/**
 * Counts an attempt to sign in before it is looked at, so that parallel ones are counted too. Strangers share one
 * allowance an account (whether or not it exists) and one an address; a browser that the account has signed in from has
 * its own, which no stranger can use up. Passkeys cannot be guessed: for them an account has no limit.
 * @returns a function that takes the attempt back, for when it was right
 * @throws rate_limited (429)
 */
export async function countAttempt({ keyValue }: Pick<AuthDeps, 'keyValue'>, step: Step, attempt: Attempt) {
  const counters = countersOf(step, attempt)
  for (const { key, limit, ttlMs } of counters) {
    if ((await keyValue.increment(key, { ttlMs })) > limit)
      throw tooMany('rate_limited', 'Too many attempts. Please wait a quarter of an hour.', ttlMs)
  }
  return async function takeBack() {
    for (const { key, ttlMs } of counters) await keyValue.increment(key, { by: -1, ttlMs })
  }
}

function countersOf(step: Step, { emailKey, address, place }: Attempt) {
  if (place !== undefined) return [{ key: `sign-in:${step}:place:${place}`, limit: 10, ttlMs: 15 * minute }]
  const ofAddress = { key: `sign-in:${step}:address:${address}`, limit: 50, ttlMs: 10 * minute }
  if (step === 'passkey') return [ofAddress]
  const account = `sign-in:${step}:account:${hashOf(emailKey)}`
  const ofAccount = { key: account, limit: 10, ttlMs: 15 * minute }
  // Who tries codes has the password already, and there are only a million codes.
  const ofDay = { key: `${account}:day`, limit: 40, ttlMs: 24 * 60 * minute }
  return step === 'code' ? [ofAddress, ofAccount, ofDay] : [ofAddress, ofAccount]
}
