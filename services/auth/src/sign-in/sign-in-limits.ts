import { tooMany } from '@bell/platform/http'
import type { AuthDeps } from '../deps.ts'
import { hashOf } from '../oidc/sealing.ts'

const minute = 60_000

interface Attempt {
  emailKey: string
  /** The network address, as `placeOf` gives it. */
  address: string
  /** A browser in which this account has signed in before. */
  place: string | undefined
}

/**
 * Counts an attempt to sign in before its password is looked at, so that parallel ones are counted too. Strangers share
 * one allowance an account (whether or not it exists) and one an address; a browser that the account has signed in
 * from has its own, which no stranger can use up.
 * @returns a function that takes the attempt back, for when it was right
 * @throws rate_limited (429)
 */
export async function countAttempt({ keyValue }: Pick<AuthDeps, 'keyValue'>, { emailKey, address, place }: Attempt) {
  const counters =
    place === undefined
      ? [
          { key: `sign-in:address:${address}`, limit: 50, ttlMs: 10 * minute },
          { key: `sign-in:account:${hashOf(emailKey)}`, limit: 10, ttlMs: 15 * minute },
        ]
      : [{ key: `sign-in:place:${place}`, limit: 10, ttlMs: 15 * minute }]

  for (const { key, limit, ttlMs } of counters) {
    if ((await keyValue.increment(key, { ttlMs })) > limit)
      throw tooMany('rate_limited', 'Too many attempts. Please wait a quarter of an hour.', ttlMs)
  }
  return async function takeBack() {
    for (const { key, ttlMs } of counters) await keyValue.increment(key, { by: -1, ttlMs })
  }
}
