/** A process that starts as any other: opens the database at the address given, migrates where it is the first, ends. */
import { createTable, openDatabase, type Migration } from './index.ts'

export const manyMigrations: Migration[] = Array.from({ length: 5 }, (_, n) => ({
  name: `000${n + 1}-table`,
  async up(db, t) {
    await createTable(db, `table${n}`).addColumn('id', t.text).execute()
    await db.insertInto(`table${n}`).values({ id: 'made once' }).execute()
  },
}))

if (import.meta.main) {
  const [url, schema] = process.argv.slice(2) as [string, string]
  let applied = 0
  const log = { info: (line: object) => void ('migration' in line && applied++), warn() {}, error() {} }
  const { close } = await openDatabase({ url, schema, ownRole: true, migrations: manyMigrations, log })
  await close()
  process.stdout.write(String(applied))
}
