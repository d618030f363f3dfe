import { repeat, type Clock } from '../clock/index.ts'
import { inTransaction, type Db } from '../database/index.ts'
import type { Logger } from '../http/index.ts'
import type { Denial, Denials } from './denials.ts'
import type { SessionTables } from './session.tables.ts'

const pollMs = 1000
const backOff = { firstMs: 1000, mostMs: 60_000 }
/** As long as a session can last: then there is nothing left to end. */
const keptMs = 30 * 86_400_000
const atOnce = 8

/**
 * Sign-outs on their way to AuthBell. A sign-out is acknowledged when it stands in this product's own database: from
 * then on its tokens are refused here, and AuthBell is told as often as it takes, also after a crash or while it is away.
 * @param o.revoke tells AuthBell, by the sealed session; resolves when that is done or there is nothing to end
 */
export function createPendingLogouts(o: {
  db: Db<SessionTables>
  clock: Clock
  log: Logger
  denials: Denials
  revoke: (sealed: string) => Promise<void>
}) {
  const { db, clock, log, denials } = o

  /** @returns whether AuthBell knows now */
  async function tell({ sid, sealed, attempts }: { sid: string; sealed: string; attempts: number }) {
    try {
      await o.revoke(sealed)
    } catch (err) {
      const nextAt = clock.now() + Math.min(backOff.mostMs, backOff.firstMs * 2 ** attempts)
      await db
        .updateTable('pendingLogout')
        .set({ attempts: attempts + 1, nextAt })
        .where('sid', '=', sid)
        .execute()
      log.warn({ err, attempts: attempts + 1 }, 'AuthBell could not be told of a sign-out yet')
      return false
    }
    await db.deleteFrom('pendingLogout').where('sid', '=', sid).execute()
    return true
  }

  async function tellWaiting() {
    const now = clock.now()
    await db.deleteFrom('pendingLogout').where('expiresAt', '<=', now).execute()
    const due = await db
      .selectFrom('pendingLogout')
      .select(['sid', 'sealed', 'attempts'])
      .where('nextAt', '<=', now)
      .orderBy('nextAt')
      .limit(atOnce)
      .execute()
    await Promise.all(due.map(tell))
  }

  const onError = (err: unknown) => log.error({ err }, 'Sign-outs that wait for AuthBell could not be read')

  return {
    /** Signs out here, for good, and tells AuthBell. @returns whether AuthBell knows already */
    async signOut(sid: string, sealed: string): Promise<boolean> {
      const now = clock.now()
      const denial: Denial = { kind: 'session', subject: sid, at: now, revision: 0 }
      // Its turn comes a little later, so that it is told once where all goes well.
      const row = { sid, sealed, attempts: 0, nextAt: now + backOff.firstMs * 5, expiresAt: now + keptMs }
      await inTransaction(db, async (tx) => {
        await denials.deny(tx, denial)
        await tx
          .insertInto('pendingLogout')
          .values(row)
          .onConflict((conflict) => conflict.column('sid').doNothing())
          .execute()
      })
      await denials.announce(denial)
      return tell(row)
    },
    /** Tells AuthBell what it does not know yet, from now on. @returns how to stop that */
    start: () => repeat({ everyMs: pollMs, onError }, tellWaiting),
  }
}
