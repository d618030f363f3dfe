import { readConfig } from '../../apps/bell/src/config.ts'
import { openAdapters } from '../../apps/bell/src/adapters.ts'
import { readSecrets } from '../../apps/bell/src/secrets.ts'
import { authMigrations, type AuthTables } from '@bell/auth'
import { imgMigrations, type ImgTables } from '@bell/img'
import { musicMigrations, type MusicTables } from '@bell/music'
import { systemClock } from '@bell/platform/clock'
import type { Db } from '@bell/platform/database'
import type { EventTables } from '@bell/platform/events'
import { createLogger } from '@bell/platform/http'
import type { Bell } from '../server.ts'

export type Underneath = Awaited<ReturnType<typeof openUnderneath>>

/** What an installation keeps, opened beside it by its own settings: for what its API does not show. */
export async function openUnderneath({ flags }: Pick<Bell, 'flags'>) {
  const config = readConfig(flags)
  const adapters = openAdapters(config, { clock: systemClock, log: createLogger({ level: 'silent' }) })
  const auth = await adapters.databaseOf<AuthTables>('auth', authMigrations)
  const music = await adapters.databaseOf<MusicTables>('music', musicMigrations)
  const img = await adapters.databaseOf<ImgTables>('img', imgMigrations)
  return {
    auth: auth.db,
    music: music.db,
    img: img.db,
    /** What all of them have. */
    services: Object.entries({ auth, music, img }).map(([name, { db }]) => ({
      name,
      db: db as unknown as Db<EventTables>,
    })),
    search: await adapters.search(),
    commandKey: readSecrets(config, ['command-line'])['command-line'],
    async close() {
      await Promise.all([auth.close(), music.close(), img.close()])
      await adapters.close()
    },
  }
}
