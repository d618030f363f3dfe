import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openDatabase, type Database, type Migration } from '../database/index.ts'
import { takePlace } from './postgres-places.ts'
import { recordStatements } from './record-statements.ts'
import { testFolder } from './test-folder.ts'

/** What tests run on: PostgreSQL where PG_URL names one, else SQLite, which needs nothing. */
export const testDialect: Database<unknown>['dialect'] = process.env.PG_URL ? 'postgres' : 'sqlite'

/**
 * A migrated database of its own for one test: a schema on the PostgreSQL that PG_URL names, else a SQLite file. It goes
 * when the test ends; where it is made outside a test (beforeAll), `close` takes it away.
 */
export async function testDatabase<S>(
  migrations: Migration[],
  dialect = testDialect,
): Promise<Database<S> & { url: string; schema: string }> {
  const opened =
    dialect === 'postgres' ? await onPostgres<S>(process.env.PG_URL!, migrations) : await onSqlite<S>(migrations)
  let closing: Promise<void> | undefined
  const close = () => (closing ??= opened.close())
  try {
    onTestFinished(close)
  } catch {
    // Not inside a test.
  }
  return { ...opened, close }
}

async function onSqlite<S>(migrations: Migration[]) {
  const { folder, remove } = await testFolder()
  const url = `sqlite:${join(folder, 'test.db')}`
  const database = await openDatabase<S>({ url, schema: 'test', migrations })
  return {
    ...database,
    url,
    schema: 'test',
    async close() {
      await database.close()
      await remove()
    },
  }
}

async function onPostgres<S>(url: string, migrations: Migration[]) {
  const { schema, leave } = await takePlace(url, migrations)
  // Files that run side by side share the hundred connections that a PostgreSQL has.
  const database = await openDatabase<S>({ url, schema, migrations, poolSize: 5, onQuery: recordStatements() })
  return {
    ...database,
    url,
    schema,
    async close() {
      await database.close()
      await leave()
    },
  }
}
