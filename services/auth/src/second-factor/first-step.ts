import type { AuthDeps } from '../deps.ts'

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
export function noteFirstStep({ keyValue }: Pick<AuthDeps, 'keyValue'>, uid: string, step: FirstStep) {
  return keyValue.set(keyOf(uid), JSON.stringify(step), { ttlMs: waitingMs })
}

export async function findFirstStep({ keyValue }: Pick<AuthDeps, 'keyValue'>, uid: string) {
  const noted = await keyValue.get(keyOf(uid))
  return noted === undefined ? undefined : (JSON.parse(noted) as FirstStep)
}

export const forgetFirstStep = ({ keyValue }: Pick<AuthDeps, 'keyValue'>, uid: string) => keyValue.delete(keyOf(uid))
