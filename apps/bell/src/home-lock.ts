import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { conflict } from '@bell/platform/http'

/** A file in a data folder that a restore was not done with. */
export const halfRestoredName = 'this-restore-is-not-complete'

/**
 * Claims a data folder for this process until it ends, however it ends: a lock that SQLite holds on a file goes with
 * its process, so that none is left behind by a crash.
 *
 * @returns a function that lets go; undefined where another process has the folder
 * @throws AppError restore_not_complete
 */
export function lockHome(home: string): (() => void) | undefined {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  if (existsSync(join(home, halfRestoredName))) {
    throw conflict(
      'restore_not_complete',
      `A restore into ${home} was broken off: delete that folder and restore again.`,
    )
  }
  const lock = new DatabaseSync(join(home, 'lock.db'), { timeout: 0 })
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    return undefined
  }
  return () => lock.close()
}
