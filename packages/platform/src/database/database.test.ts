import { expect, test } from 'vitest'
import { testDatabase } from '../test-kit/index.ts'
import { createTable, inTransaction, type Migration } from './index.ts'

interface Tables {
  note: { id: string; text: string; at: number }
}
const migrations: Migration[] = [
  {
    name: '0001-note',
    async up(db, t) {
      await createTable(db, 'note')
        .addColumn('id', t.text, (c) => c.primaryKey())
        .addColumn('text', t.text, (c) => c.notNull())
        .addColumn('at', t.int, (c) => c.notNull())
        .execute()
    },
  },
]
test('what a transaction wrote is read', async () => {
  const { db } = await testDatabase<Tables>(migrations)
  await inTransaction(db, (tx) => tx.insertInto('note').values({ id: 'a', text: 'b', at: 1 }).execute())
  expect(await db.selectFrom('note').selectAll().execute()).toEqual([{ id: 'a', text: 'b', at: 1 }])
  await Promise.all(
    Array.from({ length: 64 }, () =>
      inTransaction(db, async (tx) => {
        const row = await tx.selectFrom('note').select('at').where('id', '=', 'a').forUpdate().executeTakeFirstOrThrow()
        await tx
          .updateTable('note')
          .set({ at: row.at + 1 })
          .where('id', '=', 'a')
          .execute()
      }),
    ),
  )
  expect(await db.selectFrom('note').selectAll().execute()).toEqual([{ id: 'a', text: 'b', at: 65 }])
})
