import { fenceTransactions, type Db, type Tx } from '../database/index.ts'
import type { LeaseTables } from './lease.tables.ts'
import { giveBack, hold, isFree, prolong, take } from './lease.queries.ts'

/** Somebody else has taken over: what this process still had in hand must not go on. */
export class LeaseLost extends Error {
  constructor(name: string) {
    super(`The lease "${name}" was taken by another process.`)
  }
}

export interface LeaseOptions {
  name: string
  /** For so long after its last sign of life the holder keeps it, in ms. */
  lifeMs: number
  /** So long after the work was done nobody needs to do it, in ms; after it failed. */
  dueInMs: { done: number; failed: number }
}

/**
 * Does the work if nobody else does and it is due. The lease is prolonged while the work goes on. Every transaction
 * that the work makes through `inTransaction` begins by locking the lease's row and looking whose it is: a process that
 * was paused past its lease changes nothing when it continues, however late it learns of it. None begins after `stop`.
 *
 * @param work stops soon when its signal is aborted: the lease is lost, or `stop` was
 * @returns whether it did the work @throws LeaseLost, or what the work throws
 */
export async function withLease<S extends LeaseTables>(
  given: Db<S>,
  { name, lifeMs, dueInMs }: LeaseOptions,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const db = given as unknown as Db<LeaseTables>
  const token = (await isFree(db, name)) ? await take(db, name, lifeMs) : undefined
  if (token === undefined) return false
  const lost = new AbortController()
  const timer = setInterval(() => void keep(), lifeMs / 3)

  async function keep() {
    // A database that is away says nothing; the next look, or the work's next transaction, will.
    const isMine = await prolong(db, name, token!, lifeMs).catch(() => true)
    if (!isMine) lost.abort(new LeaseLost(name))
  }

  async function fence(tx: Tx<unknown>) {
    stop.throwIfAborted()
    if (!(await hold(tx as Tx<LeaseTables>, name, token!))) throw new LeaseLost(name)
  }

  let pauseMs = dueInMs.failed
  try {
    await fenceTransactions(db, fence, () => work(AbortSignal.any([stop, lost.signal])))
    pauseMs = dueInMs.done
  } finally {
    clearInterval(timer)
    await giveBack(db, name, token, stop.aborted ? 0 : pauseMs)
  }
  return true
}
