interface EngineError {
  /** PostgreSQL's SQLSTATE, or Node's code. */
  code?: unknown
  /** SQLite's extended result code; its low byte is the primary one. */
  errcode?: unknown
}

const SQLITE_BUSY = 5

export function isBusy(error: unknown) {
  const { errcode } = (error ?? {}) as EngineError
  return typeof errcode === 'number' && (errcode & 0xff) === SQLITE_BUSY
}

/**
 * Serialisation failure, deadlock, busy, or a plan that a migration has outdated: the transaction was undone and may
 * succeed when run again.
 */
export function mayRunAgain(error: unknown) {
  if (error instanceof DatabaseUnavailable) return (error.cause as EngineError | undefined)?.code === '0A000'
  const { code } = (error ?? {}) as EngineError
  return code === '40001' || code === '40P01' || isBusy(error)
}

/** A row with this key exists already (unique index or primary key). */
export function isUniqueViolation(error: unknown) {
  const { code, errcode } = (error ?? {}) as EngineError
  return code === '23505' || errcode === 2067 || errcode === 1555
}

/** The engine is away, or did not answer in time: what was asked may be asked again. The driver's error is the cause. */
export class DatabaseUnavailable extends Error {
  readonly code: 'database_unavailable' | 'database_busy'
  constructor(code: DatabaseUnavailable['code'], cause: unknown) {
    super(
      code === 'database_busy'
        ? 'The database is too busy at the moment; please try again.'
        : 'The database cannot be reached at the moment; please try again.',
      { cause },
    )
    this.code = code
  }
}

export class DatabaseError extends Error {
  readonly code:
    | 'database_too_new'
    | 'migration_out_of_order'
    | 'migration_breaks_references'
    | 'database_role_forbidden'
    | 'database_url_unknown'
  constructor(code: DatabaseError['code'], message: string) {
    super(message)
    this.code = code
  }
}
