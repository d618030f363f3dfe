import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { Kysely, Transaction } from 'kysely'
import { DatabaseUnavailable, mayRunAgain } from './errors.ts'

export type Db<S> = Kysely<S>
export type Tx<S> = Transaction<S>

type AfterCommit = (db: Kysely<any>) => void

const listeners = new WeakMap<Transaction<any>, Set<AfterCommit>>()
const mostAttempts = 6

type Fence = (tx: Tx<any>) => Promise<void>
const fences = new AsyncLocalStorage<{ db: Kysely<any>; fence: Fence } | undefined>()

/**
 * Runs work of which each transaction on this database begins with `fence`: where that throws, nothing is changed. So
 * what must end when another process has taken over cannot forget to look, in whatever function it opens a transaction.
 */
export function fenceTransactions<T>(db: Kysely<any>, fence: Fence, work: () => Promise<T>): Promise<T> {
  return fences.run({ db, fence }, work)
}

/**
 * Runs work in a transaction. Work may run again (serialisation failure, deadlock, busy), so it has no effect but
 * through `tx`, and awaits nothing else: on SQLite everyone who writes waits for it (a write by `db` inside would wait
 * for itself).
 * @throws DatabaseUnavailable database_busy, when it lost against others six times
 */
export async function inTransaction<S, T>(db: Db<S>, work: (tx: Tx<S>) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce(db, work)
    } catch (error) {
      if (!mayRunAgain(error)) throw error
      if (attempt === mostAttempts) throw new DatabaseUnavailable('database_busy', error)
      await wait(Math.random() * 10 * 2 ** attempt)
    }
  }
}

async function runOnce<S, T>(db: Db<S>, work: (tx: Tx<S>) => Promise<T>) {
  const after = new Set<AfterCommit>()
  const result = await db.transaction().execute(async (tx) => {
    listeners.set(tx, after)
    const fenced = fences.getStore()
    if (fenced?.db === db) await fenced.fence(tx)
    return work(tx)
  })
  // Whoever hears of the commit goes on by itself, behind no fence of this work's.
  fences.run(undefined, () => {
    for (const listener of after) listener(db)
  })
  return result
}

/** Calls the listener (once, however often it is given) when the transaction has committed through `inTransaction`. */
export function afterCommit(tx: Tx<any>, listener: AfterCommit) {
  listeners.get(tx)?.add(listener)
}
