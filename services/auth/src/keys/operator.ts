import type { AuthDeps } from '../deps.ts'
import { presentKeys } from './keys.presenter.ts'
import type { Key } from './keys.schema.ts'
import { beginRotation, replaceKeys } from './rotation.ts'

// What the operator does at the command line (`bell key …`), who has the machine and needs nobody's permission.

/** All keys that are remembered, newest first. */
export async function listSigningKeys(deps: AuthDeps): Promise<Key[]> {
  return (await presentKeys(deps)).items
}

/** @param now as for a key that has leaked @returns as listSigningKeys @throws rotation_under_way (409) */
export async function rotateSigningKey(deps: AuthDeps, now: boolean): Promise<Key[]> {
  await (now ? replaceKeys(deps) : beginRotation(deps))
  return listSigningKeys(deps)
}
