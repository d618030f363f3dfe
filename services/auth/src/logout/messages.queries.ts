import type { Db } from '@bell/platform/database'
import type { ExpressionBuilder, Selectable } from 'kysely'
import type { AuthTables, LogoutMessageTable } from '../tables.ts'

export type Message = Selectable<LogoutMessageTable>

/** After a start nobody waits for their turn. */
export async function makeAllDue(db: Db<AuthTables>, now: number) {
  await db.updateTable('logoutMessage').set({ nextAt: now }).where('nextAt', '>', now).execute()
}

/** Who has something due: by the index logoutMessage_by_turn. */
export async function dueRecipients(db: Db<AuthTables>, now: number, limit: number) {
  const rows = await db
    .selectFrom('logoutMessage')
    .select('clientId')
    .distinct()
    .where('nextAt', '<=', now)
    .limit(limit)
    .execute()
  return rows.map(({ clientId }) => clientId)
}

export function dueMessages(db: Db<AuthTables>, clientId: string, now: number, limit: number): Promise<Message[]> {
  return db
    .selectFrom('logoutMessage')
    .selectAll()
    .where('clientId', '=', clientId)
    .where('nextAt', '<=', now)
    .orderBy('nextAt')
    .limit(limit)
    .execute()
}

/** Takes a message in hand until `until`. @returns false where another process was first, or there is a newer one */
export async function claimMessage(db: Db<AuthTables>, message: Message, until: number) {
  const claimed = await db
    .updateTable('logoutMessage')
    .set({ nextAt: until })
    .where(isThis(message))
    .where('nextAt', '=', message.nextAt)
    .executeTakeFirst()
  return claimed.numUpdatedRows > 0n
}

export async function postponeMessage(db: Db<AuthTables>, message: Message, nextAt: number) {
  await db
    .updateTable('logoutMessage')
    .set({ nextAt, attempts: message.attempts + 1 })
    .where(isThis(message))
    .execute()
}

export async function removeMessage(db: Db<AuthTables>, message: Message) {
  await db.deleteFrom('logoutMessage').where(isThis(message)).execute()
}

// What was written anew while the message was under way is another one.
function isThis({ clientId, kind, subject, at, revision }: Message) {
  return (where: ExpressionBuilder<AuthTables, 'logoutMessage'>) => where.and({ clientId, kind, subject, at, revision })
}
