import { authMigrations } from '@bell/auth'
import { imgMigrations } from '@bell/img'
import { musicMigrations } from '@bell/music'
import { systemClock } from '@bell/platform/clock'
import type { Logger } from '@bell/platform/http'
import { openAdapters } from './adapters.ts'
import type { Config } from './config.ts'

const migrations = { auth: authMigrations, music: musicMigrations, img: imgMigrations }

/**
 * Brings the tables of these products up to date, which they do themselves at every start: a job does it by itself before
 * new processes take the place of old ones, so that one that cannot be done stops the roll-out before it begins.
 * @returns a row a product. @throws DatabaseError
 */
export async function migrate(config: Config, log: Logger) {
  const adapters = openAdapters(config, { clock: systemClock, log })
  const done: object[] = []
  for (const name of config.services) {
    const database = await adapters.databaseOf(name, migrations[name])
    await database.close()
    done.push({ product: name, state: 'up to date' })
  }
  await adapters.close()
  return done
}
