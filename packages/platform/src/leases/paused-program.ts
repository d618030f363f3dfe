/**
 * The process that paused.test.ts pauses: counts from what the table says to `last`, a row a step, when the lease is
 * its own. `node paused-program.ts URL SCHEMA LAST LIFE_MS`; says on stdout what it does, and takes a line on stdin
 * before each step.
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createTable, inTransaction, openDatabase, type Migration } from '../database/index.ts'
import { leaseMigrations, type LeaseTables } from './lease.tables.ts'
import { withLease } from './lease.ts'

export interface StepTables extends LeaseTables {
  /** Without a unique key on purpose: a step that is done twice shows. */
  step: { n: number; pid: number }
}

export const stepMigrations: Migration[] = [
  ...leaseMigrations,
  {
    name: '0001-steps',
    async up(db, t) {
      await createTable(db, 'step')
        .addColumn('n', t.int, (column) => column.notNull())
        .addColumn('pid', t.int, (column) => column.notNull())
        .execute()
    },
  },
]

async function main(url: string, schema: string, last: number, lifeMs: number) {
  const { db, close } = await openDatabase<StepTables>({ url, schema, migrations: stepMigrations })
  const lines = createInterface({ input: process.stdin })
  const say = (text: string) => process.stdout.write(`${text}\n`)

  async function work() {
    const { done } = await db
      .selectFrom('step')
      .select(({ fn }) => fn.countAll<number>().as('done'))
      .executeTakeFirstOrThrow()
    for (let n = done + 1; n <= last; n++) {
      say(`before ${n}`)
      await once(lines, 'line')
      await inTransaction(db, async (tx) => {
        await tx.insertInto('step').values({ n, pid: process.pid }).execute()
      })
      say(`after ${n}`)
    }
  }

  const dueInMs = { done: 3_600_000, failed: 0 }
  const never = new AbortController().signal
  for (;;) {
    try {
      if (await withLease(db, { name: 'steps', lifeMs, dueInMs }, never, work)) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    } catch (error) {
      say(`stopped: ${(error as Error).constructor.name}`)
      break
    }
  }
  await close()
  process.exit(0)
}

if (import.meta.main) {
  const [url, schema, last, lifeMs] = process.argv.slice(2) as [string, string, string, string]
  await main(url, schema, Number(last), Number(lifeMs))
}
