import { DatabaseSync } from 'node:sqlite'
import type { BaseLogger } from 'pino'
import type { Clock } from '../clock/index.ts'
import { createChannels } from './channels.ts'
import { KeyValueError, type KeyValue } from './key-value.ts'

// Every so many writes, up to twice as many expired rows go: the file stays within a factor of what lives in it, and
// no single write pays for a big sweep.
const WRITES_BETWEEN_PURGES = 256
const PURGED_AT_ONCE = 512

/**
 * Values in one SQLite table, in memory unless `file` is given; messages inside this process. Every call is a single
 * statement of microseconds, which is what makes compareAndSet and increment atomic.
 *
 * A value that was set survives the end of the process, but the last ones may not survive a power cut: like Redis,
 * it does not wait for the disk.
 */
export function createEmbeddedKeyValue({
  file,
  clock,
  log,
}: {
  file?: string
  clock: Clock
  /** Hears of listeners that throw. */
  log?: Pick<BaseLogger, 'error'>
}): KeyValue {
  const database = openTable(file)
  const sql = prepareStatements(database)
  const channels = createChannels((error) => log?.error({ err: error }, 'a listener of the key-value store failed'))
  let writes = 0

  function countWrite() {
    if (++writes % WRITES_BETWEEN_PURGES === 0) sql.purge.run(clock.now(), PURGED_AT_ONCE)
  }
  const expiry = (ttlMs: number | undefined) => (ttlMs === undefined ? null : clock.now() + ttlMs)

  return {
    async get(key) {
      return sql.get.get(key, clock.now())?.value as string | undefined
    },

    async set(key, value, { ttlMs } = {}) {
      sql.set.run(key, value, expiry(ttlMs))
      countWrite()
    },

    async compareAndSet(key, expected, value, { ttlMs } = {}) {
      const { changes } =
        expected === undefined
          ? sql.setIfAbsent.run(key, value, expiry(ttlMs), clock.now())
          : sql.setIfEqual.run(value, expiry(ttlMs), key, expected, clock.now())
      countWrite()
      return changes === 1
    },

    async delete(key) {
      sql.delete.run(key)
    },

    async increment(key, { by = 1, ttlMs }) {
      if (!Number.isSafeInteger(by)) throw new RangeError(`A counter grows by whole numbers, not by ${by}.`)
      const now = clock.now()
      const row = sql.increment.get({ key, by: BigInt(by), expiresAt: now + ttlMs, now })
      countWrite()
      if (!row) throw new KeyValueError('not_a_counter', `The key ${key} holds something that is not a count.`)
      return Number(row.value)
    },

    async publish(channel, message) {
      channels.publish(channel, message)
    },

    async subscribe(channel, listener) {
      const unsubscribe = channels.subscribe(channel, listener)
      return async () => unsubscribe()
    },

    async close() {
      channels.close()
      if (database.isOpen) database.close()
    },
  }
}

function openTable(file = ':memory:') {
  const database = new DatabaseSync(file)
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value TEXT NOT NULL, expiresAt INTEGER) STRICT;
    CREATE INDEX IF NOT EXISTS entry_by_expiry ON entry (expiresAt) WHERE expiresAt IS NOT NULL;
  `)
  return database
}

function prepareStatements(database: DatabaseSync) {
  return {
    get: database.prepare(`SELECT value FROM entry WHERE key = ? AND (expiresAt IS NULL OR expiresAt > ?)`),
    set: database.prepare(`
      INSERT INTO entry (key, value, expiresAt) VALUES (?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value, expiresAt = excluded.expiresAt`),
    setIfAbsent: database.prepare(`
      INSERT INTO entry (key, value, expiresAt) VALUES (?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value, expiresAt = excluded.expiresAt
      WHERE entry.expiresAt <= ?`),
    setIfEqual: database.prepare(`
      UPDATE entry SET value = ?, expiresAt = ?
      WHERE key = ? AND value = ? AND (expiresAt IS NULL OR expiresAt > ?)`),
    delete: database.prepare(`DELETE FROM entry WHERE key = ?`),
    increment: database.prepare(`
      INSERT INTO entry (key, value, expiresAt) VALUES (:key, CAST(:by AS TEXT), :expiresAt)
      ON CONFLICT (key) DO UPDATE SET
        value = CASE WHEN entry.expiresAt <= :now THEN excluded.value ELSE CAST(entry.value AS INTEGER) + :by END,
        expiresAt = CASE WHEN entry.expiresAt <= :now THEN excluded.expiresAt ELSE entry.expiresAt END
      WHERE entry.expiresAt <= :now OR entry.value = CAST(CAST(entry.value AS INTEGER) AS TEXT)
      RETURNING value`),
    purge: database.prepare(`
      DELETE FROM entry WHERE key IN (SELECT key FROM entry WHERE expiresAt <= ? ORDER BY expiresAt LIMIT ?)`),
  }
}
