import type { AuthDeps } from '../deps.ts'

/**
 * What a challenge is for: to add a passkey to an account, to confirm that it is the account's person who asks, or one
 * sign-in. It answers nothing else.
 */
type Purpose = `add:${string}` | `confirm:${string}` | `sign-in:${string}`

const keyOf = (purpose: Purpose) => `passkey-challenge:${purpose}`

/** Waits for its answer; an earlier one for the same is void. */
export function noteChallenge(
  { keyValue }: Pick<AuthDeps, 'keyValue'>,
  purpose: Purpose,
  challenge: string,
  ttlMs: number,
) {
  return keyValue.set(keyOf(purpose), challenge, { ttlMs })
}

/** Takes the challenge out: of several answers at the same time, one gets it. */
export async function takeChallenge({ keyValue }: Pick<AuthDeps, 'keyValue'>, purpose: Purpose) {
  const challenge = await keyValue.get(keyOf(purpose))
  if (!challenge) return undefined
  // Empty stands for taken: there is no delete that tells whether it was the first.
  return (await keyValue.compareAndSet(keyOf(purpose), challenge, '', { ttlMs: 60_000 })) ? challenge : undefined
}
