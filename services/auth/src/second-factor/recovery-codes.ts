import { createHmac, randomInt } from 'node:crypto'
import type { Tx } from '@bell/platform/database'
import type { AuthDeps } from '../deps.ts'
import type { AuthTables } from '../tables.ts'

export const recoveryCodeCount = 10
/** Letters and figures that nobody takes for each other on paper: 31, so that ten of them hold 49 bits. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Makes new codes in place of all earlier ones. They are shown once: only hashes are kept. */
export async function renewRecoveryCodes(
  tx: Tx<AuthTables>,
  deps: Pick<AuthDeps, 'secret'>,
  accountId: string,
  codes: string[],
) {
  await tx.deleteFrom('recoveryCode').where('accountId', '=', accountId).execute()
  const rows = codes.map((code) => ({ accountId, hash: hashOf(deps, accountId, code) }))
  await tx.insertInto('recoveryCode').values(rows).execute()
}

/** @returns ten like `k7m2p-x9q4t` */
export function newRecoveryCodes(): string[] {
  const letter = () => alphabet[randomInt(alphabet.length)]
  const half = () => Array.from({ length: 5 }, letter).join('')
  return Array.from({ length: recoveryCodeCount }, () => `${half()}-${half()}`)
}

/** Takes a code out of use. @returns how many are left, or undefined where it is none of the account's */
export async function useRecoveryCode(
  tx: Tx<AuthTables>,
  deps: Pick<AuthDeps, 'secret'>,
  accountId: string,
  code: string,
) {
  const { numDeletedRows } = await tx
    .deleteFrom('recoveryCode')
    .where('accountId', '=', accountId)
    .where('hash', '=', hashOf(deps, accountId, code))
    .executeTakeFirst()
  if (numDeletedRows === 0n) return undefined
  const { left } = await tx
    .selectFrom('recoveryCode')
    .select(({ fn }) => fn.countAll<number>().as('left'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow()
  return Number(left)
}

// Keyed, since 49 bits could be found from a plain hash by whoever copies the database. Typed without the dash, or in
// capitals, it is the same code.
function hashOf({ secret }: Pick<AuthDeps, 'secret'>, accountId: string, code: string) {
  const plain = code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return createHmac('sha256', secret).update(`recovery code\n${accountId}\n${plain}`).digest('base64url')
}
