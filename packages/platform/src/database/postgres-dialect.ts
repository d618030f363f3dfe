import { PostgresDialect, type CompiledQuery, type DatabaseConnection, type Driver } from 'kysely'
import pg from 'pg'
import { checkParameters, tooLarge } from './parameters.ts'

const INT8 = 20
const NUMERIC = 1700

/**
 * Opens a pool whose connections see only this schema. 64-bit integers, sums and counts arrive as numbers.
 * @param schema lower-case letters, digits and underscores
 */
export async function openPostgres(url: string, schema: string, onError: (error: Error) => void) {
  const pool = new pg.Pool({
    connectionString: url,
    options: `-c search_path=${schema}`,
    max: 10,
    types: { getTypeParser: (type, format) => parserOf(type) ?? pg.types.getTypeParser(type, format) },
  })
  // A connection that breaks while idle is replaced by the pool; unheard, the event would end the process.
  pool.on('error', onError)
  try {
    await createSchema(pool, schema)
  } catch (error) {
    await pool.end()
    throw error
  }
  return new CheckingPostgresDialect({ pool })
}

async function createSchema(pool: pg.Pool, schema: string) {
  const { rowCount } = await pool.query('select 1 from pg_namespace where nspname = $1', [schema])
  // Two processes may both find it missing; IF NOT EXISTS alone does not keep the loser from a unique violation.
  if (rowCount === 0)
    await pool.query(`create schema if not exists ${pg.escapeIdentifier(schema)}`).catch((error: { code?: string }) => {
      if (error.code !== '23505' && error.code !== '42P06') throw error
    })
}

function parserOf(type: number): ((text: string) => number) | undefined {
  if (type === INT8) return toSafeInteger
  if (type === NUMERIC) return Number
  return undefined
}

function toSafeInteger(text: string) {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw tooLarge(text)
  return value
}

class CheckingPostgresDialect extends PostgresDialect {
  override createDriver(): Driver {
    const driver = super.createDriver()
    const acquire = driver.acquireConnection.bind(driver)
    const checked = new WeakSet<DatabaseConnection>()
    driver.acquireConnection = async (options) => {
      const connection = await acquire(options)
      if (!checked.has(connection)) {
        checked.add(connection)
        const execute = connection.executeQuery.bind(connection)
        connection.executeQuery = async (query: CompiledQuery, o) => {
          checkParameters(query.parameters)
          return execute(query, o)
        }
      }
      return connection
    }
    return driver
  }
}
