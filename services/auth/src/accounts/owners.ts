import type { Tx } from '@bell/platform/database'
import { conflict } from '@bell/platform/http'
import type { AuthTables } from '../tables.ts'

/** Two owners who demote each other at the same moment must not both be told yes: reading alone would let them. */
export async function lockOwners(tx: Tx<AuthTables>) {
  await tx
    .updateTable('founding')
    .set((row) => ({ revision: row('revision', '+', 1) }))
    .where('id', '=', 'owner')
    .execute()
}

/**
 * By the index account_by_role.
 * @throws last_owner (409) where the transaction, which has called lockOwners, leaves no owner who can sign in
 */
export async function checkOwnerLeft(tx: Tx<AuthTables>) {
  const owner = await tx
    .selectFrom('account')
    .select('id')
    .where('role', '=', 'owner')
    .where('disabledAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (!owner) throw conflict('last_owner', 'There must be an owner: make someone else one first.')
}
