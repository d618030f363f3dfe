import type { AuthDeps } from '../deps.ts'
import { findKept, keepFor, takeKept } from '../ephemeral/ephemeral.ts'

type Deps = Pick<AuthDeps, 'db' | 'clock'>

/** Whose password was right in a sign-in that now waits for the second step. */
export interface FirstStep {
  accountId: string
  /** The person wants to take back that they deleted the account. */
  keep: boolean
  /** Others use this computer, too. */
  shared: boolean
}

/** As long as one may look for the telephone. */
const waitingMs = 10 * 60_000

const keyOf = (uid: string) => `sign-in:first-step:${uid}`

/** @param uid the sign-in's, which only this browser can go on with */
export function noteFirstStep(deps: Deps, uid: string, step: FirstStep) {
  return keepFor(deps, keyOf(uid), JSON.stringify(step), waitingMs)
}

export async function findFirstStep(deps: Deps, uid: string) {
  const noted = await findKept(deps, keyOf(uid))
  return noted === undefined ? undefined : (JSON.parse(noted) as FirstStep)
}

export const forgetFirstStep = (deps: Deps, uid: string) => takeKept(deps, keyOf(uid))
