import { join } from 'node:path'
import { inspectDatabase } from '@bell/platform/database'
import { conflict, createLogger } from '@bell/platform/http'
import { databaseUrlOf, type Config } from '../config.ts'
import { lockHome } from '../home-lock.ts'
import { bringSecrets } from '../secrets.ts'
import { services } from '../services.ts'
import { move, movesTables } from './move.ts'
import { checkNothingWaits } from './waiting-events.ts'

/** Moves, beside a server or without one, and tells in figures what was moved. @param lifeMs see `freeze` @throws AppError */
export async function runMove(from: Config, to: Config, say: (line: string) => void, lifeMs?: number) {
  const log = createLogger({ level: 'warn' })
  const inFiles = services.filter(([name]) => databaseUrlOf(from, name) === 'sqlite')
  const unlock = lockHome(from.home)
  const isServed = unlock === undefined || inFiles.length < services.length
  const unlockTarget = to.home === from.home ? undefined : lockHome(to.home)
  try {
    if (to.home !== from.home && !unlockTarget) throw conflict('home_in_use', `A MusicBell runs on ${to.home}.`)
    if (unlock === undefined) await checkSameVersion(from, inFiles)
    const check = () => checkNothingWaits(from.home, Date.now())
    check()
    // First: what is sealed with them is of no use without, wherever this is broken off.
    if (to.home !== from.home) bringSecrets(from, to.home)
    const { tables, blobs, readOnlyMs } = await move(from, to, { log, say, isServed, check, lifeMs })
    const seconds = Math.round(readOnlyMs / 100) / 10
    const next =
      movesTables(from, to) || !isServed
        ? 'start the new one'
        : 'say bell move --undo, and start it with the new settings'
    say(`Nothing could be changed for ${seconds.toFixed(1)} s. Stop the old MusicBell now, and ${next}.`)
    return {
      tables: tables.length,
      rows: tables.reduce((sum, { rows }) => sum + rows, 0),
      blobs: blobs.reduce((sum, { count }) => sum + count, 0),
      bytes: blobs.reduce((sum, { bytes }) => sum + bytes, 0),
      readOnlySeconds: seconds,
    }
  } finally {
    unlock?.()
    unlockTarget?.()
  }
}

/** Opening tables would bring them up to date beneath a server that is older. */
async function checkSameVersion({ home }: Config, inFiles: (typeof services)[number][]) {
  for (const [schema, migrations] of inFiles) {
    const { pending } = await inspectDatabase({ url: `sqlite:${join(home, `${schema}.db`)}`, schema, migrations })
    if (pending.length === 0) continue
    throw conflict('move_other_version', 'The server that runs is older than this command: start it anew first.')
  }
}
