import type { Db } from '@bell/platform/database'
import type { AuthTables } from '../tables.ts'

/** How an account is signed in to, in one query; by indexes on the account. `lastSignInAt` is in ms UTC. */
export async function findAccess(db: Db<AuthTables>, accountId: string, now: number) {
  const { sessions, passkeys, steps, lastSignInAt } = await db
    .selectNoFrom((row) => [
      row
        .selectFrom('oidcRecord')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('accountId', '=', accountId)
        .where('model', '=', 'Session')
        .where('expiresAt', '>', now)
        .as('sessions'),
      row
        .selectFrom('passkey')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('accountId', '=', accountId)
        .as('passkeys'),
      row
        .selectFrom('secondFactor')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('accountId', '=', accountId)
        .as('steps'),
      row
        .selectFrom('audit')
        .select('at')
        .where('actorId', '=', accountId)
        // Who makes their account is signed in with it.
        .where('action', 'in', ['sign-in.succeeded', 'account.added'])
        .orderBy('id', 'desc')
        .limit(1)
        .as('lastSignInAt'),
    ])
    .executeTakeFirstOrThrow()
  return {
    sessions: Number(sessions),
    passkeys: Number(passkeys),
    hasSecondFactor: Number(steps) > 0,
    lastSignInAt: lastSignInAt ?? null,
  }
}
