import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Claims a data folder for this process until it ends, however it ends: a lock that SQLite holds on a file goes with
 * its process, so that none is left behind by a crash.
 *
 * @returns a function that lets go; undefined where another process has the folder
 */
export function lockHome(home: string): (() => void) | undefined {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(home, 'lock.db'), { timeout: 0 })
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    return undefined
  }
  return () => lock.close()
}
