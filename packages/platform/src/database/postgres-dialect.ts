import { setTimeout as wait } from 'node:timers/promises'
import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { checkParameters, tooLarge } from './parameters.ts'
import { isSpoilt, translateError } from './postgres-errors.ts'
import { createNames, isOutdated } from './postgres-statements.ts'

const INT8 = 20
const NUMERIC = 1700
/** SQLSTATE, of the server as a whole or of one role. */
const TOO_MANY_CONNECTIONS = '53300'

/** Nothing waits longer than these, whatever the server or the network does; all in milliseconds. */
const timeOuts = {
  /** Until there is a connection, a free or a new one. */
  connectionTimeoutMillis: 5000,
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  /** A process that was stopped in the middle of a transaction must not keep its locks. */
  idle_in_transaction_session_timeout: 30_000,
  /** Where not even the statement's time-out comes back, the server is gone and TCP has not noticed. */
  query_timeout: 35_000,
}

export interface PostgresOptions {
  url: string
  /** The only schema that its connections see. */
  schema?: string
  /** The role that they work as, where it is not the address's own. */
  role?: string | undefined
  poolSize?: number | undefined
  onError: (error: Error) => void
  /** Hears of every statement before it is sent. */
  onQuery?: ((text: string) => void) | undefined
}

/**
 * A pool of connections. 64-bit integers, sums and counts arrive as numbers; what the engine cannot answer at the
 * moment is a DatabaseUnavailable.
 */
export function openPostgres(o: PostgresOptions & { timeOuts?: false }) {
  const pool = new pg.Pool({
    ...addressOf(o),
    ...(o.timeOuts === false ? { connectionTimeoutMillis: timeOuts.connectionTimeoutMillis } : timeOuts),
    application_name: `bell ${o.schema ?? ''}`.trim(),
    keepAlive: true,
    max: o.poolSize ?? 10,
    types: { getTypeParser: (type, format) => parserOf(type) ?? pg.types.getTypeParser(type, format) },
  })
  // A connection that breaks is replaced. Unheard, these events would end the process: the pool's is of those that are
  // idle, the client's also of one that breaks between two statements of a transaction.
  pool.on('error', o.onError)
  pool.on('connect', (client) => client.on('error', () => {}))
  return new PostgresDialect({ pool: guard(pool, o.onQuery) })
}

/** Where to connect, and as whom. */
export function addressOf({ url, schema, role }: Pick<PostgresOptions, 'url' | 'schema' | 'role'>) {
  const address = new URL(url)
  const settings = Object.entries({ search_path: schema, role }).filter(([, value]) => value !== undefined)
  const options = settings.map(([name, value]) => `-c ${name}=${value!.replaceAll(/[\s\\]/g, String.raw`\$&`)}`)
  // What the address itself says would otherwise take the place of ours.
  address.searchParams.set('options', [address.searchParams.get('options') ?? '', ...options].join(' ').trim())
  return { connectionString: address.href }
}

/** What Kysely sees of the pool: parameters are checked, errors translated, spoilt connections not used again. */
function guard(pool: pg.Pool, onQuery?: (text: string) => void): PostgresPool {
  const guarded = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const spoilt = new WeakSet<pg.PoolClient>()
  const nameOf = createNames()

  function guardClient(client: pg.PoolClient): PostgresPoolClient {
    let inTransaction = false
    async function ask(text: string, values: unknown[]) {
      try {
        return await client.query({ name: nameOf(text, values), text, values })
      } catch (error) {
        // In a transaction that has failed nothing more can be asked: it runs again, on another connection.
        if (!isOutdated(error) || inTransaction) throw error
        return client.query(text, values)
      }
    }

    const query = async (text: string, parameters: readonly unknown[]) => {
      checkParameters(parameters)
      onQuery?.(text)
      try {
        const result = await ask(text, parameters as unknown[])
        if (result.command === 'BEGIN' || result.command === 'START') inTransaction = true
        if (result.command === 'COMMIT' || result.command === 'ROLLBACK') inTransaction = false
        return result
      } catch (thrown) {
        const error = translateError(thrown)
        if (isSpoilt(error)) spoilt.add(client)
        throw error
      }
    }
    return {
      // Cursors, the other kind of query that Kysely knows, are nowhere used: lists have keysets.
      query: query as unknown as PostgresPoolClient['query'],
      release: (destroy) => client.release(destroy || spoilt.has(client)),
    }
  }

  return {
    options: pool.options,
    async connect() {
      const client = await connectWithin(timeOuts.connectionTimeoutMillis, pool)
      const known = guarded.get(client) ?? guardClient(client)
      guarded.set(client, known)
      return known
    },
    end: () => pool.end(),
  }
}

/** Where the server has no connection left, the next that becomes free is waited for: ours, or one that others leave. */
async function connectWithin(mostMs: number, pool: pg.Pool) {
  const until = performance.now() + mostMs
  for (;;) {
    try {
      return await pool.connect()
    } catch (error) {
      const isFull = (error as { code?: string }).code === TOO_MANY_CONNECTIONS
      if (!isFull || performance.now() > until) throw translateError(error)
      await wait(20 + 80 * Math.random())
    }
  }
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
