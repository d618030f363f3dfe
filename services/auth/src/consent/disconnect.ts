import type { Tx } from '@bell/platform/database'
import type { AuthDeps } from '../deps.ts'
import { announceRemoval } from '../logout/messages.ts'
import { endSession, type SessionPayload } from '../oidc/sessions.ts'
import type { AuthTables } from '../tables.ts'

interface Connection {
  clientId: string
  /** One person's; without it everyone's. */
  accountId?: string
}

/**
 * Takes from a client all that it was given: what was allowed, its grants and tokens, and its part of every session.
 * The products are told to refuse the access tokens for them, which nobody keeps.
 */
export async function disconnect(
  tx: Tx<AuthTables>,
  deps: Pick<AuthDeps, 'clock' | 'newId' | 'clients'>,
  { clientId, accountId }: Connection,
) {
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
  for (const { payload } of sessions) {
    const { uid, authorizations } = JSON.parse(payload) as SessionPayload
    // A part that has ended before leaves only its name.
    if (authorizations?.[clientId]?.sid) await endSession(tx, deps, uid, { reason: 'disconnected', clientId })
  }
  for (const table of ['refreshToken', 'oidcRecord', 'consent'] as const) {
    await tx
      .deleteFrom(table)
      .where('clientId', '=', clientId)
      .$if(accountId !== undefined, (query) => query.where('accountId', '=', accountId!))
      .execute()
  }
  await announceRemoval(tx, deps, { clientId, accountId })
}
