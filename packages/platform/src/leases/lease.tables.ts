import { createTable, type Migration, type TableRegistry } from '../database/index.ts'

/** Who does what has to be done by one process at a time, in each service's own database. */
export interface LeaseTables {
  lease: {
    name: string
    /** Grows with each taking (a fencing token): an earlier holder's writes are known by theirs. */
    token: number
    /** The holder's until then, by the database's clock (ms UTC); 0 when it has been given back. */
    until: number
    /** Nobody needs it before (ms UTC). */
    dueAt: number
  }
}

/** For the service's own registry, which spreads it. */
export const leaseTables = { lease: 'rebuilt' } satisfies TableRegistry

export const leaseMigrations: Migration[] = [
  {
    name: 'lease-0001-leases',
    async up(db, t) {
      await createTable(db, 'lease')
        .addColumn('name', t.text, (c) => c.primaryKey())
        .addColumn('token', t.int, (c) => c.notNull())
        .addColumn('until', t.int, (c) => c.notNull())
        .addColumn('dueAt', t.int, (c) => c.notNull())
        .execute()
    },
  },
]
