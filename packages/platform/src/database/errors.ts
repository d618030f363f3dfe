interface EngineError {
  /** PostgreSQL's SQLSTATE, or Node's code. */
  code?: unknown
  /** SQLite's extended result code; its low byte is the primary one. */
  errcode?: unknown
}

const SQLITE_BUSY = 5
const SQLITE_CONSTRAINT_TRIGGER = 1811

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

const sentences = {
  database_unavailable: 'The database cannot be reached at the moment; please try again.',
  database_busy: 'The database is too busy at the moment; please try again.',
  read_only:
    'Everything here is being moved to another place: for some minutes nothing can be changed, while all that is here can be read and heard. Please try again soon.',
}

/**
 * The engine is away, did not answer in time, or takes no writes for the time being (`leases/read-only.ts`): what was
 * asked may be asked again. The driver's error is the cause.
 */
export class DatabaseUnavailable extends Error {
  readonly code: keyof typeof sentences
  constructor(code: DatabaseUnavailable['code'], cause: unknown) {
    super(sentences[code], { cause })
    this.code = code
  }
}

/** What the triggers of `leases/read-only.ts` raise: a state of PostgreSQL that is ours, and SQLite's text. */
export const readOnlyRaised = { sqlstate: 'BELRO', text: 'read_only' }

export function isReadOnlyRaised(error: unknown) {
  const { code, errcode, message } = (error ?? {}) as EngineError & { message?: unknown }
  return code === readOnlyRaised.sqlstate || (errcode === SQLITE_CONSTRAINT_TRIGGER && message === readOnlyRaised.text)
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
