import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { DatabaseSync } from 'node:sqlite'
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

interface Job {
  /** Does its work in the open group; tells whether there is something to commit. */
  run(): boolean | Promise<boolean>
  committed(): void
  failed(error: unknown): void
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
  { groupSize = 256, groupMs = 20 }: { groupSize?: number; groupMs?: number } = {},
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
    }
  }

  async function beginGroup() {
    // Another process holds the file (a backup, the CLI): waiting inside SQLite would stop the event loop.
    for (let attempt = 1; ; attempt++) {
      try {
        return connection.exec('BEGIN IMMEDIATE')
      } catch (error) {
        if (!isBusy(error) || attempt === 12) throw error
        await wait(Math.random() * Math.min(2 ** attempt, 500))
      }
    }
  }

  async function runGroup() {
    const members: Job[] = []
    const end = performance.now() + groupMs
    try {
      do {
        const job = waiting.shift()!
        if (await job.run()) members.push(job)
        // Errors like a full disk end the whole transaction, not only the statement's.
        if (!connection.isTransaction) throw new Error('SQLite gave up the transaction.')
        // The fsync stops the event loop: requests that came in meanwhile get one turn to join before the next.
        if (waiting.length === 0) await nextTurn()
      } while (waiting.length > 0 && members.length < groupSize && performance.now() < end)
      connection.exec('COMMIT')
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK')
      for (const job of members) job.failed(error)
      return
    }
    for (const job of members) job.committed()
  }

  return {
    /** One statement by itself. */
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

    begin(): Promise<Seat> {
      return new Promise((resolve, reject) => {
        const job: Job = {
          run: () => new Promise((finish) => resolve(sit(job, finish))),
          committed() {},
          failed: reject,
        }
        enqueue(job)
      })
    },

    async close() {
      closed = true
      await running
    },
  }

  function sit(job: Job, finish: (commits: boolean) => void): Seat {
    let open = true
    connection.exec('SAVEPOINT bell')
    return {
      execute(query) {
        if (!open) throw new Error('This transaction has ended; a query of it was not awaited.')
        if (!connection.isTransaction) throw new Error('SQLite gave up the transaction.')
        return statements.execute(query)
      },
      commit: () =>
        new Promise((resolve, reject) => {
          open = false
          Object.assign(job, { committed: resolve, failed: reject })
          if (connection.isTransaction) connection.exec('RELEASE bell')
          finish(true)
        }),
      rollback() {
        // After a commit that failed there is nothing left to undo.
        if (!open) return
        open = false
        if (connection.isTransaction) connection.exec('ROLLBACK TO bell; RELEASE bell')
        finish(false)
      },
    }
  }
}
