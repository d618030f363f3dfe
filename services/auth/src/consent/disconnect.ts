import type { Tx } from '@bell/platform/database'
import { endSession } from '../oidc/sessions.ts'
import type { AuthTables } from '../tables.ts'

interface Connection {
  clientId: string
  /** One person's; without it everyone's. */
  accountId?: string
}

/**
 * Takes from a client all that it was given: what was allowed, its grants and tokens, and its part of every session.
 * Access tokens for a product, which nobody keeps, die within five minutes.
 * @param at now, in ms UTC
 * @returns the `sid`s that ended
 */
export async function disconnect(tx: Tx<AuthTables>, { clientId, accountId }: Connection, at: number) {
  const sessions = await tx
    .selectFrom('oidcRecord')
    .select('payload')
    .where('model', '=', 'Session')
    .where('accountId', 'in', (query) =>
      query
        .selectFrom('consent')
        .select('accountId')
        .where('clientId', '=', clientId)
        .$if(accountId !== undefined, (one) => one.where('accountId', '=', accountId!)),
    )
    .execute()
  const ended: string[] = []
  for (const { payload } of sessions) {
    const { uid, authorizations } = JSON.parse(payload) as { uid: string; authorizations?: Record<string, unknown> }
    if (authorizations && clientId in authorizations) ended.push(...(await endSession(tx, uid, at, clientId)))
  }
  for (const table of ['refreshToken', 'oidcRecord', 'consent'] as const) {
    await tx
      .deleteFrom(table)
      .where('clientId', '=', clientId)
      .$if(accountId !== undefined, (query) => query.where('accountId', '=', accountId!))
      .execute()
  }
  return ended
}
