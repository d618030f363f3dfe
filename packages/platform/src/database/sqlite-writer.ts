import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { CompiledQuery, QueryResult } from 'kysely'
import { isBusy } from './errors.ts'
import type { Statements } from './sqlite-statements.ts'

/** A transaction whose turn it is: it alone writes until it commits or rolls back. */
export interface Seat {
  execute<R>(query: CompiledQuery): QueryResult<R>
  /** Resolves when the commit that it shares with others is on the disk. */
  commit(): Promise<void>
  rollback(): void
}

/** A statement or a transaction in the queue. */
interface Job {
  /** Does its work in the open group; tells whether there is something to commit. */
  run(): boolean | Promise<boolean>
  committed(): void
  failed(error: unknown): void
}

export interface WriterOptions {
  /** How many share a commit at most. */
  groupSize?: number
  /** How long a group takes others in, in milliseconds. */
  groupMs?: number
  /** Called when a transaction has kept the others waiting for `slowMs`. */
  onSlow?: () => void
  slowMs?: number
}

export type Writer = ReturnType<typeof createWriter>

/**
 * The one writer of a SQLite file. Whoever wants to write waits in a queue; those that wait together share one
 * BEGIN IMMEDIATE … COMMIT and so one fsync, each as a savepoint that can be undone alone. No promise resolves before
 * that commit; if it fails, all of the group fail. Foreign keys must be immediate (SQLite's default): a deferred one
 * would be checked at the shared commit only.
 */
export function createWriter(
  connection: DatabaseSync,
  statements: Statements,
  { groupSize = 256, groupMs = 20, onSlow = () => {}, slowMs = 5000 }: WriterOptions = {},
) {
  const waiting: Job[] = []
  let running: Promise<void> | undefined
  let closed = false

  function enqueue(job: Job) {
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
      // An fsync stops the event loop. What came in meanwhile gets a turn: it is served, and joins the next group.
      await nextTurn()
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
    const end = performance.now() + groupMs
    const slow = setTimeout(onSlow, slowMs).unref()
    try {
      do {
        await runJob(waiting.shift()!, members)
      } while (waiting.length > 0 && members.length < groupSize && performance.now() < end)
      connection.exec('COMMIT')
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK')
      for (const job of members) job.failed(error)
      return
    } finally {
      clearTimeout(slow)
    }
    for (const job of members) job.committed()
  }

  async function runJob(job: Job, members: Job[]) {
    try {
      if (await job.run()) members.push(job)
    } catch (error) {
      job.failed(error)
      throw error
    }
    // A full disk and its like undo the whole transaction, not only the statement that met them.
    if (!connection.isTransaction) throw new Error('SQLite undid the whole transaction; the disk may be full.')
  }

  return {
    /** Runs one statement as a transaction of its own. */
    execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      return new Promise((resolve, reject) => {
        let result: QueryResult<R>
        enqueue({
          run() {
            try {
              result = statements.execute<R>(query)
              return true
            } catch (error) {
              reject(error)
              return false
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
            const commits = await new Promise<boolean>((finish) => resolve(takeSeat(job, finish)))
            if (connection.isTransaction) connection.exec(commits ? 'RELEASE bell' : 'ROLLBACK TO bell; RELEASE bell')
            return commits
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

  function takeSeat(job: Job, finish: (commits: boolean) => void): Seat {
    let open = true
    return {
      execute(query) {
        if (!open) throw new Error('This transaction has ended; a query of it was not awaited.')
        if (!connection.isTransaction) throw new Error('SQLite has undone this transaction.')
        return statements.execute(query)
      },
      commit: () =>
        new Promise((resolve, reject) => {
          open = false
          job.committed = resolve
          job.failed = reject
          finish(true)
        }),
      rollback() {
        // After a commit that failed there is nothing left to undo.
        if (open) finish(false)
        open = false
      },
    }
  }
}
