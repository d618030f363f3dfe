import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { CompiledQuery, QueryResult } from 'kysely'
import { DatabaseUnavailable, isBusy } from './errors.ts'
import type { Statements } from './sqlite-statements.ts'

/** A transaction whose turn it is: it alone writes until it commits or rolls back. */
export interface Seat {
  execute<R>(query: CompiledQuery, reads: boolean): QueryResult<R>
  /** Resolves when the commit that it shares with others is on the disk. */
  commit(): Promise<void>
  rollback(): void
}

/** A statement or a transaction in the queue. */
interface Job {
  /** Does its work in the open group; tells what to commit of it. */
  run(): Outcome | Promise<Outcome>
  committed(): void
  failed(error: unknown): void
}

type Outcome = 'undone' | 'read' | 'wrote'

export interface WriterOptions {
  /** Resolves when what was committed is on the disk. */
  sync?: () => Promise<void>
  /** How many share a commit at most. */
  groupSize?: number
  /** How long a group takes others in, in milliseconds. */
  groupMs?: number
  /** Called when a transaction has kept the others waiting for `slowMs`. */
  onSlow?: () => void
  slowMs?: number
  /** Called when nothing can be written any more until the file is opened anew. */
  onBroken?: (error: unknown) => void
}

/** How long jobs run before requests get a turn, in milliseconds. */
const turnMs = 3

export type Writer = ReturnType<typeof createWriter>

/**
 * The one writer of a SQLite file. Whoever wants to write waits in a queue; those that wait together share one
 * BEGIN IMMEDIATE … COMMIT and so one fsync, each as a savepoint that can be undone alone. No promise resolves before
 * that commit is on the disk, and no group begins before the last one is: what a transaction has read is durable. If
 * the commit fails, all of the group fail. Foreign keys must be immediate (SQLite's default): a deferred one would be
 * checked at the shared commit only.
 */
export function createWriter(
  connection: DatabaseSync,
  statements: Statements,
  {
    sync = async () => {},
    groupSize = 256,
    groupMs = 20,
    onSlow = () => {},
    slowMs = 5000,
    onBroken,
  }: WriterOptions = {},
) {
  const waiting: Job[] = []
  let running: Promise<void> | undefined
  let closed = false
  let broken: unknown
  let undoneBy: unknown

  function enqueue(job: Job) {
    if (broken) return job.failed(broken)
    if (closed) return job.failed(new Error('The database is closed.'))
    waiting.push(job)
    running ??= runGroups().finally(() => {
      running = undefined
    })
  }

  async function runGroups() {
    while (waiting.length > 0) {
      try {
        await beginGroup()
      } catch (error) {
        for (const job of waiting.splice(0)) job.failed(error)
        return
      }
      await runGroup()
    }
  }

  async function beginGroup() {
    // Another process holds the file (a backup, say): waiting inside SQLite would stop the event loop.
    for (let attempt = 1; ; attempt++) {
      try {
        return connection.exec('BEGIN IMMEDIATE')
      } catch (error) {
        if (!isBusy(error) || attempt === 16) throw error
        await wait(Math.random() * Math.min(2 ** attempt, 500))
      }
    }
  }

  async function runGroup() {
    const members: Job[] = []
    const began = performance.now()
    const slow = setTimeout(onSlow, slowMs).unref()
    let turn = began
    let wrote = false
    try {
      do {
        if ((await runJob(waiting.shift()!, members)) === 'wrote') wrote = true
        if (performance.now() - turn > turnMs) {
          await nextTurn()
          turn = performance.now()
        }
      } while (waiting.length > 0 && members.length < groupSize && performance.now() < began + groupMs)
      connection.exec('COMMIT')
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK')
      for (const job of members) job.failed(error)
      return
    } finally {
      clearTimeout(slow)
    }
    try {
      // Who reads page by page in transactions would otherwise never let a request in.
      await (wrote ? sync() : nextTurn())
    } catch (error) {
      // What a disk has and what it lacks after a failed fsync nobody knows; opening the file anew finds out.
      broken = new DatabaseUnavailable('database_unavailable', error)
      onBroken?.(error)
      for (const job of [...members, ...waiting.splice(0)]) job.failed(broken)
      return
    }
    for (const job of members) job.committed()
  }

  async function runJob(job: Job, members: Job[]) {
    let outcome: Outcome
    try {
      outcome = await job.run()
      if (outcome !== 'undone') members.push(job)
    } catch (error) {
      job.failed(error)
      throw error
    }
    // A full disk and its like undo the whole transaction, not only the statement that met them.
    if (!connection.isTransaction) throw new Error('SQLite undid the whole transaction.', { cause: undoneBy })
    return outcome
  }

  function runStatement<R>(query: CompiledQuery) {
    try {
      return statements.execute<R>(query)
    } catch (error) {
      if (!connection.isTransaction) undoneBy = error
      throw error
    }
  }

  return {
    /** Runs one statement as a transaction of its own. */
    execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      return new Promise((resolve, reject) => {
        let result: QueryResult<R>
        enqueue({
          run() {
            try {
              result = runStatement<R>(query)
              return 'wrote'
            } catch (error) {
              reject(error)
              return 'undone'
            }
          },
          committed: () => resolve(result),
          failed: reject,
        })
      })
    },

    /** Resolves when the transaction's turn has come. */
    begin(): Promise<Seat> {
      return new Promise((resolve, reject) => {
        const job: Job = {
          async run() {
            connection.exec('SAVEPOINT bell')
            const outcome = await new Promise<Outcome>((finish) => resolve(takeSeat(job, finish)))
            const undo = outcome === 'undone' ? 'ROLLBACK TO bell; ' : ''
            if (connection.isTransaction) connection.exec(`${undo}RELEASE bell`)
            return outcome
          },
          committed() {},
          failed: reject,
        }
        enqueue(job)
      })
    },

    /** Resolves when all that wait have been written. */
    async close() {
      closed = true
      await running
    },
  }

  function takeSeat(job: Job, finish: (outcome: Outcome) => void): Seat {
    let open = true
    let wrote = false
    return {
      execute(query, reads) {
        if (!reads) wrote = true
        if (!open) throw new Error('This transaction has ended; a query of it was not awaited.')
        if (!connection.isTransaction) throw new Error('SQLite has undone this transaction.', { cause: undoneBy })
        return runStatement(query)
      },
      commit: () =>
        new Promise((resolve, reject) => {
          open = false
          job.committed = resolve
          job.failed = reject
          finish(wrote ? 'wrote' : 'read')
        }),
      rollback() {
        // After a commit that failed there is nothing left to undo.
        if (open) finish('undone')
        open = false
      },
    }
  }
}
