import { afterCommit, type Tx } from '@bell/platform/database'
import { sql, type Kysely } from 'kysely'
import type { AuthDeps } from '../deps.ts'
import type { AuthTables, LogoutMessageTable } from '../tables.ts'

type Deps = Pick<AuthDeps, 'clients' | 'clock'>

/*
 * Who has to be told that tokens are not good any more. The rows are written in the transaction that makes it so, and
 * stay until the recipient has acknowledged them (deliver.ts).
 */

/** One client's part of a session has ended: the client is told; where it is another's app, so are our products, which its tokens may be for. */
export function announceEnd(
  tx: Tx<AuthTables>,
  deps: Deps,
  { accountId, clientId, sid }: { accountId: string; clientId: string; sid: string },
) {
  const own = ownIds(deps)
  const recipients = own.includes(clientId) ? [clientId] : [clientId, ...own]
  return write(tx, deps, recipients, { kind: 'session', subject: sid, accountId, revision: 0 })
}

/** A person's tokens say what does not hold any more: products refuse those of an earlier revision of the account. */
export function announceChange(tx: Tx<AuthTables>, deps: Deps, account: { id: string; revision: number }) {
  const { id, revision } = account
  return write(tx, deps, ownIds(deps), { kind: 'person', subject: id, accountId: id, revision })
}

/** What a client was given up to now, by one person or by everyone, is taken back: products refuse it. */
export function announceRemoval(
  tx: Tx<AuthTables>,
  deps: Deps,
  { clientId, accountId = null }: { clientId: string; accountId?: string | null | undefined },
) {
  const subject = accountId === null ? clientId : `${clientId} ${accountId}`
  return write(tx, deps, ownIds(deps), { kind: 'client', subject, accountId, revision: 0 })
}

async function write(
  tx: Tx<AuthTables>,
  { clock }: Deps,
  recipients: string[],
  message: Pick<LogoutMessageTable, 'kind' | 'subject' | 'accountId' | 'revision'>,
) {
  const at = clock.now()
  const { revision } = message
  await tx
    .insertInto('logoutMessage')
    .values(recipients.map((clientId) => ({ ...message, clientId, at, attempts: 0, nextAt: at })))
    .onConflict((row) =>
      row.columns(['clientId', 'kind', 'subject']).doUpdateSet({
        at,
        attempts: 0,
        nextAt: at,
        revision: sql<number>`case when "logoutMessage"."revision" > ${revision} then "logoutMessage"."revision" else ${revision} end`,
      }),
    )
    .execute()
  afterCommit(tx, wakeDelivery)
}

const ownIds = ({ clients }: Deps) => clients.map(({ id }) => id)

const wakers = new WeakMap<Kysely<any>, () => void>()

function wakeDelivery(db: Kysely<any>) {
  wakers.get(db)?.()
}

/** Calls `wake` after each commit in this process that wrote a message. */
export function onMessageWritten(db: Kysely<any>, wake: () => void) {
  wakers.set(db, wake)
}
