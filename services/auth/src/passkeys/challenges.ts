import type { AuthDeps } from '../deps.ts'
import { keepFor, takeKept } from '../ephemeral/ephemeral.ts'

/**
 * What a challenge is for: to add a passkey to an account, to confirm that it is the account's person who asks, or one
 * sign-in. It answers nothing else.
 */
type Purpose = `add:${string}` | `confirm:${string}` | `sign-in:${string}`

const keyOf = (purpose: Purpose) => `passkey-challenge:${purpose}`

/** Waits for its answer; an earlier one for the same is void. */
export function noteChallenge(
  deps: Pick<AuthDeps, 'db' | 'clock'>,
  purpose: Purpose,
  challenge: string,
  ttlMs: number,
) {
  return keepFor(deps, keyOf(purpose), challenge, ttlMs)
}

/** Takes the challenge out: of several answers at the same time, one gets it. */
export function takeChallenge(deps: Pick<AuthDeps, 'db' | 'clock'>, purpose: Purpose) {
  return takeKept(deps, keyOf(purpose))
}
