import type { Db, Tx } from '@bell/platform/database'
import type { Selectable } from 'kysely'
import type { AuthTables, SigningKeyTable } from '../tables.ts'

export type KeyRow = Selectable<SigningKeyTable>
export type KeyState = 'next' | 'current' | 'retiring' | 'gone' | 'withdrawn'

/** Where a key is in its life: next → current → retiring → gone; `withdrawn` where it was cut short. */
export function stateOf({ slot, goesAt, withdrawnAt }: KeyRow, now: number): KeyState {
  if (withdrawnAt !== null) return 'withdrawn'
  if (slot !== null) return slot
  return goesAt !== null && goesAt > now ? 'retiring' : 'gone'
}

/** All keys that are remembered, newest first: a few, since old ones are deleted. */
export function listKeys(db: Db<AuthTables> | Tx<AuthTables>): Promise<KeyRow[]> {
  return db.selectFrom('signingKey').selectAll().orderBy('createdAt', 'desc').orderBy('signsAt', 'desc').execute()
}

/** @returns whether it was added: not where another key has its slot */
export async function insertKey(tx: Tx<AuthTables>, key: KeyRow) {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('signingKey')
    .values(key)
    .onConflict((conflict) => conflict.column('slot').doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** @returns whether this key had the slot of the one that signs, which it then gave up, and its private part with it */
export async function retireKey(tx: Tx<AuthTables>, kid: string, goesAt: number) {
  const { numUpdatedRows } = await tx
    .updateTable('signingKey')
    .set({ slot: null, goesAt, sealedPrivateJwk: '' })
    .where('kid', '=', kid)
    .where('slot', '=', 'current')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** @returns whether this key was the next one, and signs now */
export async function promoteKey(tx: Tx<AuthTables>, kid: string, signsAt: number) {
  const { numUpdatedRows } = await tx
    .updateTable('signingKey')
    .set({ slot: 'current', signsAt })
    .where('kid', '=', kid)
    .where('slot', '=', 'next')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Lets the next key begin to sign at another time, unless something else became of it. */
export async function postponeKey(db: Db<AuthTables>, { kid, signsAt: earlier }: KeyRow, signsAt: number) {
  await db
    .updateTable('signingKey')
    .set({ signsAt })
    .where('kid', '=', kid)
    .where('slot', '=', 'next')
    .where('signsAt', '=', earlier)
    .execute()
}

/** Takes back every key that is published. @returns their kids */
export async function withdrawKeys(tx: Tx<AuthTables>, at: number) {
  const rows = await tx
    .updateTable('signingKey')
    .set({ slot: null, goesAt: at, withdrawnAt: at, sealedPrivateJwk: '' })
    .where('withdrawnAt', 'is', null)
    .where((where) => where.or([where('slot', 'is not', null), where('goesAt', '>', at)]))
    .returning('kid')
    .execute()
  return rows.map(({ kid }) => kid)
}

/** Forgets keys that went before an instant. */
export async function deleteKeysGoneBefore(db: Db<AuthTables>, before: number) {
  await db.deleteFrom('signingKey').where('goesAt', '<', before).execute()
}
