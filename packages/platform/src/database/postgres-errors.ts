import { DatabaseUnavailable, isReadOnlyRaised } from './errors.ts'
import { isOutdated } from './postgres-statements.ts'

/** Node's codes for an address that does not answer, or a connection that broke. */
const network = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])

/** What pg and its pool say without a code. */
const broken = /^Connection terminated|not queryable|^timeout expired/
const slow = /^Query read timeout|^timeout exceeded when trying to connect/

/**
 * An engine that is away, restarting, no longer the primary (25006) or out of resources (class 53) is unavailable; a
 * lock, a statement or a free connection that took too long makes it busy. Any other error is returned as it is.
 * SQLSTATE codes: PostgreSQL, appendix A.
 */
export function translateError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code = '' } = error as { code?: string }
  if (isReadOnlyRaised(error)) return new DatabaseUnavailable('read_only', error)
  if (isOutdated(error)) return new DatabaseUnavailable('database_busy', error)
  if (network.has(code) || /^(08|53|57P|25006|25P0[34])/.test(code) || (code === '' && broken.test(error.message)))
    return new DatabaseUnavailable('database_unavailable', error)
  if (code === '57014' || code === '55P03' || (code === '' && slow.test(error.message)))
    return new DatabaseUnavailable('database_busy', error)
  return error
}

/** The connection is of no more use: it broke, ended in the middle, or leads to a server that takes no writes. */
export function isSpoilt(error: unknown) {
  if (!(error instanceof DatabaseUnavailable) || error.code === 'read_only') return false
  return !['57014', '55P03'].includes((error.cause as { code?: string }).code ?? '')
}
