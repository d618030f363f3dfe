import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { AuthDeps } from '../deps.ts'

/** Kept by browsers in which someone has signed in before; good for that one account. */
export const knownPlaceCookie = 'bell-auth-known'

/** Where browsers send it: to the sign-in, and nowhere else. */
export const knownPlaceOptions = {
  path: '/interaction',
  httpOnly: true,
  sameSite: 'lax',
  maxAge: 365 * 86_400_000,
} as const

/** A new mark for the browser in which this account has just signed in. */
export function markPlace(deps: Pick<AuthDeps, 'secret'>, emailKey: string): string {
  const place = randomBytes(16).toString('base64url')
  return `${place}.${proof(deps, place, emailKey)}`
}

/** The place a mark stands for, where the mark is ours and of this account. */
export function knownPlace(
  deps: Pick<AuthDeps, 'secret'>,
  mark: string | undefined,
  emailKey: string,
): string | undefined {
  const [place, given] = (mark ?? '').split('.')
  if (!place || !given) return undefined
  const expected = Buffer.from(proof(deps, place, emailKey))
  const actual = Buffer.from(given)
  return actual.length === expected.length && timingSafeEqual(actual, expected) ? place : undefined
}

const proof = ({ secret }: Pick<AuthDeps, 'secret'>, place: string, emailKey: string) =>
  createHmac('sha256', secret).update(`known place\n${place}\n${emailKey}`).digest('base64url')
