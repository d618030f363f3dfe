const SQLITE_FULL = 13
const SQLITE_IOERR_SHMSIZE = 4874

/** There is no room: of a file (Node's code), of SQLite (its result code) or of PostgreSQL (SQLSTATE 53100). */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, errcode, cause } = error as { code?: unknown; errcode?: unknown; cause?: unknown }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === '53100') return true
  return errcode === SQLITE_FULL || errcode === SQLITE_IOERR_SHMSIZE || isDiskFull(cause)
}
