import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { CompiledQuery, QueryResult } from 'kysely'
import { DatabaseUnavailable, isReadOnlyRaised } from './errors.ts'
import { checkParameters, tooLarge } from './parameters.ts'

export type Statements = ReturnType<typeof createStatements>

interface Prepared {
  statement: StatementSync
  /** Empty where the statement gives no rows. */
  columns: string[]
}

const mostParameters = 64

/** Runs queries on one connection; the statements used last stay prepared. */
export function createStatements(connection: DatabaseSync, kept = 400) {
  const prepared = new Map<string, Prepared>()

  function prepare(sql: string, parameters: number) {
    const known = prepared.get(sql)
    if (known) {
      // A Map remembers the order of insertion: what is used goes to the end, what falls out is the oldest.
      prepared.delete(sql)
      prepared.set(sql, known)
      return known
    }
    const statement = connection.prepare(sql)
    const rest = sql.slice(statement.sourceSQL.length).trim()
    if (rest !== '') throw new Error(`One statement at a time, please; SQLite would leave this out: ${rest}`)
    statement.setReturnArrays(true)
    const entry = { statement, columns: statement.columns().map((column) => column.name) }
    // What tables look like has changed, and with it the columns of `select *`.
    if (/^\s*(create|alter|drop)\b/i.test(sql)) prepared.clear()
    // Long lists come in every length: kept, they would push out what is used all the time.
    else if (parameters <= mostParameters) prepared.set(sql, entry)
    if (prepared.size > kept) prepared.delete(prepared.keys().next().value!)
    return entry
  }

  return {
    execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
      checkParameters(parameters)
      const { statement, columns } = prepare(sql, parameters.length)
      const values = parameters as readonly SQLInputValue[]
      try {
        if (columns.length > 0) return { rows: readRows<R>(statement, columns, values) }
        const { changes, lastInsertRowid } = statement.run(...values)
        return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
      } catch (error) {
        throw isReadOnlyRaised(error) ? new DatabaseUnavailable('read_only', error) : error
      }
    },
  }
}

// Node's own row objects are dictionaries without a prototype: made here, rows are read a third faster, written as
// JSON twice as fast, and are plain objects.
function readRows<R>(statement: StatementSync, columns: string[], values: readonly SQLInputValue[]) {
  try {
    const rows = statement.all(...values) as unknown as SQLOutputValue[][]
    return rows.map((values) => {
      const row: Record<string, SQLOutputValue> = {}
      for (let index = 0; index < columns.length; index++) row[columns[index]!] = values[index]!
      return row as R
    })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_OUT_OF_RANGE') throw tooLarge('that was read')
    throw error
  }
}
