import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  type SelectModifierNode,
} from 'kysely'
import { isBusy } from './errors.ts'
import { createStatements, type Statements } from './sqlite-statements.ts'
import { createWal } from './wal.ts'
import { createWriter, type Seat, type Writer, type WriterOptions } from './sqlite-writer.ts'

/**
 * Opens a SQLite file with one writing and one read-only connection. Until `serve` is called, migrations may rebuild
 * tables (foreign keys are not enforced), and a process that is just going is waited for.
 */
export function openSqlite(file: string, options: WriterOptions) {
  // A new file is its owner's alone, and so are those that SQLite puts beside it.
  closeSync(openSync(file, 'a', 0o600))
  const write = new DatabaseSync(file, { enableForeignKeyConstraints: false, timeout: 5000 })
  write.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY')
  write.exec('PRAGMA journal_size_limit = 67108864')
  const read = new DatabaseSync(file, { readOnly: true, timeout: 1000 })
  let wal: ReturnType<typeof createWal> | undefined
  const writer = createWriter(write, createStatements(write), { ...options, sync: async () => wal?.sync() })
  const reader = createStatements(read)

  async function close() {
    await writer.close()
    await wal?.close()
    try {
      write.exec('PRAGMA optimize')
    } catch (error) {
      // Another process writes, and does this itself.
      if (!isBusy(error)) throw error
    }
    read.close()
    write.close()
  }

  return {
    dialect: createDialect(writer, reader, close),
    // From here on, waiting inside SQLite would stop the event loop: the writer waits outside of it.
    serve: () => {
      write.exec('PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 0')
      wal = createWal(write)
    },
  }
}

/** What the file holds at this moment, whatever is written to it from then on. Its log grows until this is closed. */
export function openSqliteSnapshot(file: string) {
  const read = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  // Only what is read first fixes the moment.
  read.exec('BEGIN; SELECT 1 FROM sqlite_schema')
  const refuse = () => Promise.reject(new Error('A snapshot is for reading.'))
  const writer = { execute: refuse, begin: refuse, close: async () => {} }
  return createDialect(writer, createStatements(read), async () => read.close())
}

function createDialect(writer: Writer, reader: Statements, close: () => Promise<void>): Dialect {
  return {
    createAdapter: () => new BellSqliteAdapter(),
    createQueryCompiler: () => new LocklessCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createDriver: (): Driver => ({
      init: async () => {},
      acquireConnection: async () => new SqliteConnection(writer, reader),
      beginTransaction: (connection) => (connection as SqliteConnection).begin(),
      commitTransaction: (connection) => (connection as SqliteConnection).commit(),
      rollbackTransaction: async (connection) => (connection as SqliteConnection).rollback(),
      releaseConnection: async () => {},
      destroy: close,
    }),
  }
}

/** What Kysely takes for a connection: a place in the writer's queue once it begins, the reader for plain reads. */
class SqliteConnection implements DatabaseConnection {
  readonly #writer: Writer
  readonly #reader: Statements
  #seat: Seat | undefined

  constructor(writer: Writer, reader: Statements) {
    this.#writer = writer
    this.#reader = reader
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#seat) return this.#seat.execute<R>(query, isRead(query))
    return isRead(query) ? this.#reader.execute<R>(query) : this.#writer.execute<R>(query)
  }

  // eslint-disable-next-line require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('SQLite reads pages of a list, not streams: use a keyset.')
  }

  async begin() {
    this.#seat = await this.#writer.begin()
  }

  commit() {
    return this.#seat!.commit()
  }

  rollback() {
    this.#seat!.rollback()
  }
}

function isRead({ query, sql }: CompiledQuery) {
  return query.kind === 'SelectQueryNode' || (query.kind === 'RawNode' && /^\s*(select|values|explain)\b/i.test(sql))
}

/** There are many connections as Kysely sees it: without this it would let one query in at a time. */
export class BellSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections() {
    return true
  }
}

/** Locks like FOR UPDATE, which PostgreSQL needs, mean nothing here, where one transaction writes at a time. */
class LocklessCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode) {
    if (node.modifier === undefined || node.modifier === 'Distinct') super.visitSelectModifier(node)
  }
}
