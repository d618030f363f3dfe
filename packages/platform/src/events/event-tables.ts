import { sql, type Generated } from 'kysely'
import { createTable, isSqlite, type Migration, type TableRegistry } from '../database/index.ts'

export interface EventTables {
  /** What happened here, waiting to be published; kept a while after it. */
  outbox: {
    position: Generated<number>
    id: string
    partition: number
    topic: string
    type: string
    version: number
    key: string
    data: string
    time: number
    traceparent: string | null
    publishedAt: number | null
  }
  /** What a consumer has settled: applied, or put among the dead letters. */
  inbox: { consumer: string; eventId: string; settledAt: number }
  /** What a consumer could not apply, whole, until someone replays or discards it. */
  deadLetter: {
    id: string
    consumer: string
    eventId: string
    type: string
    key: string
    event: string
    error: string
    attempts: number
    failedAt: number
  }
  /** Which relay has a partition of the outbox, and until when (ms UTC by the database). The first relay makes them. */
  outboxLease: { partition: number; owner: string | null; until: number }
  /** The relays that are there, each until then. */
  outboxRelay: { id: string; until: number }
}

/** For the service's own registry, which spreads it. */
export const eventTables = {
  outbox: 'moves',
  inbox: 'moves',
  deadLetter: 'moves',
  outboxLease: 'rebuilt',
  outboxRelay: 'rebuilt',
} satisfies TableRegistry

export const eventMigrations: Migration[] = [
  {
    name: 'events-0001-outbox',
    async up(db, t) {
      const sqlite = isSqlite(db)
      await createTable(db, 'outbox')
        // Not a high-water mark: what commits later may have the lower position. It orders what waits.
        .addColumn('position', t.int, (column) =>
          sqlite ? column.primaryKey() : column.generatedAlwaysAsIdentity().primaryKey(),
        )
        .addColumn('id', t.text, (column) => column.notNull())
        .addColumn('partition', t.int, (column) => column.notNull())
        .addColumn('topic', t.text, (column) => column.notNull())
        .addColumn('type', t.text, (column) => column.notNull())
        .addColumn('version', t.int, (column) => column.notNull())
        .addColumn('key', t.text, (column) => column.notNull())
        .addColumn('data', t.text, (column) => column.notNull())
        .addColumn('time', t.int, (column) => column.notNull())
        .addColumn('publishedAt', t.int)
        .execute()
      await db.schema
        .createIndex('outboxWaiting')
        .on('outbox')
        .columns(['position'])
        .where(sql.ref('publishedAt'), 'is', null)
        .execute()
      await db.schema
        .createIndex('outboxPublished')
        .on('outbox')
        .columns(['publishedAt'])
        .where(sql.ref('publishedAt'), 'is not', null)
        .execute()
      await createTable(db, 'inbox')
        .addColumn('consumer', t.text, (column) => column.notNull())
        .addColumn('eventId', t.text, (column) => column.notNull())
        .addColumn('settledAt', t.int, (column) => column.notNull())
        .addPrimaryKeyConstraint('inboxKey', ['consumer', 'eventId'])
        .execute()
      await db.schema.createIndex('inboxSettled').on('inbox').columns(['settledAt']).execute()
      await createTable(db, 'deadLetter')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('consumer', t.text, (column) => column.notNull())
        .addColumn('eventId', t.text, (column) => column.notNull())
        .addColumn('type', t.text, (column) => column.notNull())
        .addColumn('key', t.text, (column) => column.notNull())
        .addColumn('event', t.text, (column) => column.notNull())
        .addColumn('error', t.text, (column) => column.notNull())
        .addColumn('attempts', t.int, (column) => column.notNull())
        .addColumn('failedAt', t.int, (column) => column.notNull())
        .execute()
    },
  },
  {
    name: 'events-0002-relays',
    async up(db, t) {
      await createTable(db, 'outboxLease')
        .addColumn('partition', t.int, (column) => column.primaryKey())
        .addColumn('owner', t.text)
        .addColumn('until', t.int, (column) => column.notNull())
        .execute()
      await createTable(db, 'outboxRelay')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('until', t.int, (column) => column.notNull())
        .execute()
      // On SQLite one relay reads all in one order, and an index more would slow every write.
      if (isSqlite(db)) return
      await db.schema.dropIndex('outboxWaiting').execute()
      await db.schema
        .createIndex('outboxWaiting')
        .on('outbox')
        .columns(['partition', 'position'])
        .where(sql.ref('publishedAt'), 'is', null)
        .execute()
    },
  },
  {
    name: 'events-0003-traceparent',
    async up(db, t) {
      await db.schema.alterTable('outbox').addColumn('traceparent', t.text).execute()
    },
  },
]
