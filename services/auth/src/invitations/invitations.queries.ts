import type { Db, Tx } from '@bell/platform/database'
import type { Selectable } from 'kysely'
import type { AuthTables, InvitationTable } from '../tables.ts'

export type InvitationRow = Selectable<InvitationTable>

/** Newest first, from after the cursor; by the index invitation_by_age. */
export function listInvitations(db: Db<AuthTables>, limit: number, after?: [createdAt: number, id: string]) {
  return db
    .selectFrom('invitation')
    .selectAll()
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('createdAt', 'id'), '<', where.tuple(...after!))),
    )
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export function findInvitationByToken(db: Db<AuthTables> | Tx<AuthTables>, tokenHash: string) {
  return db.selectFrom('invitation').selectAll().where('tokenHash', '=', tokenHash).executeTakeFirst()
}

/** Takes one use of an invitation that is open. @returns its role, or undefined where none is left */
export function useInvitation(tx: Tx<AuthTables>, tokenHash: string, now: number) {
  return tx
    .updateTable('invitation')
    .set((row) => ({ uses: row('uses', '+', 1) }))
    .where('tokenHash', '=', tokenHash)
    .where('expiresAt', '>', now)
    .where('revokedAt', 'is', null)
    .whereRef('uses', '<', 'maxUses')
    .returning('role')
    .executeTakeFirst()
}
