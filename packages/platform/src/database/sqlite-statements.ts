import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { CompiledQuery, QueryResult } from 'kysely'
import { checkParameters, tooLarge } from './parameters.ts'

export type Statements = ReturnType<typeof createStatements>

/** Runs queries on one connection and keeps the statements used last prepared. */
export function createStatements(connection: DatabaseSync, kept = 400) {
  const prepared = new Map<string, { statement: StatementSync; givesRows: boolean }>()

  function prepare(sql: string) {
    const known = prepared.get(sql)
    if (known) {
      // A Map remembers the order of insertion: what is used goes to the end, what falls out is the oldest.
      prepared.delete(sql)
      prepared.set(sql, known)
      return known
    }
    const statement = connection.prepare(sql)
    if (sql.slice(statement.sourceSQL.length).trim() !== '')
      throw new Error(
        `Only one statement at a time; the rest would be dropped: ${sql.slice(statement.sourceSQL.length)}`,
      )
    const entry = { statement, givesRows: statement.columns().length > 0 }
    prepared.set(sql, entry)
    if (prepared.size > kept) prepared.delete(prepared.keys().next().value!)
    return entry
  }

  return {
    execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
      checkParameters(parameters)
      const { statement, givesRows } = prepare(sql)
      const values = parameters as readonly SQLInputValue[]
      if (givesRows) return { rows: readAll(statement, values) as R[] }
      const { changes, lastInsertRowid } = statement.run(...values)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    },
  }
}

function readAll(statement: StatementSync, values: readonly SQLInputValue[]) {
  try {
    return statement.all(...values)
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_OUT_OF_RANGE') throw tooLarge('that was read')
    throw error
  }
}
