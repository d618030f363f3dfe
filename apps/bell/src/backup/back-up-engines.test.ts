import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { systemClock } from '@bell/platform/clock'
import { createLogger } from '@bell/platform/http'
import { describe, expect, test, vi } from 'vitest'
import { engineSettings, hasEngines } from '../../../../e2e/engines.ts'
import { openAdapters } from '../adapters.ts'
import { readConfig, type Config } from '../config.ts'
import { contentOf, fullHome, testFolder } from '../move/full-home.fixture.ts'
import { localCommands } from '../local-commands.ts'
import { findCommandKey, readSecrets } from '../secrets.ts'
import { services } from '../services.ts'

const quiet = () => {}
const log = createLogger({ level: 'silent' })
const run = (command: string, config: Config, input: Record<string, unknown>) =>
  localCommands[command]!.run(config, input, quiet)

describe.runIf(hasEngines)('a backup of PostgreSQL and S3', () => {
  test(
    'is a data folder that holds all that was acknowledged before, as of one moment',
    { timeout: 240_000 },
    async () => {
      const full = await fullHome(200)
      const settings = await engineSettings()
      const { databaseUrl, blobsUrl, secret } = settings
      await run('move', full, { toDatabaseUrl: databaseUrl, toBlobsUrl: blobsUrl, undo: false })
      const config = readConfig(
        Object.entries({ home: join(await testFolder(), 'none'), databaseUrl, blobsUrl, secret }).flatMap(
          ([key, value]) => [`--${key.replaceAll(/[A-Z]/g, '-$&').toLowerCase()}`, value],
        ),
      )
      const writing = await keepWriting(config)
      await vi.waitUntil(() => writing.count() > 10, { timeout: 60_000 })
      const before = writing.count()
      const folder = join(await testFolder(), 'backup')
      await run('backup', config, { to: folder })
      await writing.stop()
      expect(writing.count()).toBeGreaterThan(before)
      const home = join(await testFolder(), 'restored')
      const restored = readConfig(['--home', home])
      await run('restore', restored, { from: folder })

      expect(readSecrets(restored, ['auth-seal', 'cookies'])).toEqual(readSecrets(config, ['auth-seal', 'cookies']))
      expect(findCommandKey(restored)).toBe(findCommandKey(config))
      const found = await contentOf(restored)
      for (const [name, content] of Object.entries(await contentOf(full))) {
        expect(found[name]).toEqual(Array.isArray(content) ? expect.arrayContaining(content) : content)
      }
      const adapters = openAdapters(restored, { clock: systemClock, log })
      const music = await adapters.databaseOf<any>('music', services[2][1])
      const img = await adapters.databaseOf<any>('img', services[1][1])
      const blobs = await adapters.blobsOf('music')
      const added = await music.db.selectFrom('blob').select(['hash', 'key']).where('key', 'like', 'late/%').execute()
      expect(added.length).toBeGreaterThanOrEqual(before)
      for (const { hash, key } of added) expect(await blobs.hash(key)).toBe(hash)
      // ImgBell heard of each one first.
      const heard = await img.db.selectFrom('leaver').select('userId').where('userId', 'like', 'late/%').execute()
      expect(heard.map(({ userId }) => userId)).toEqual(expect.arrayContaining(added.map(({ key }) => key)))
      await Promise.all([music.close(), img.close()])
      await adapters.close()
    },
  )
})

/** A row of ImgBell, then a blob of MusicBell, then its row: again and again. */
async function keepWriting(config: Config) {
  const adapters = openAdapters(config, { clock: systemClock, log })
  const music = await adapters.databaseOf<any>('music', services[2][1])
  const img = await adapters.databaseOf<any>('img', services[1][1])
  const blobs = await adapters.blobsOf('music')
  let count = 0
  let stopping = false
  async function write() {
    while (!stopping) {
      const key = `late/${count}`
      const bytes = randomBytes(100)
      await img.db.insertInto('leaver').values({ userId: key }).execute()
      await blobs.begin(key)
      await blobs.append(key, 0, once(bytes))
      await blobs.complete(key)
      const hash = createHash('sha256').update(bytes).digest('hex')
      await music.db.insertInto('blob').values({ hash, key, bytes: 100, playableBytes: null, createdAt: 0 }).execute()
      count++
    }
  }
  const writing = write()
  return {
    count: () => count,
    async stop() {
      stopping = true
      await writing
      await Promise.all([music.close(), img.close()])
      await adapters.close()
    },
  }
}

async function* once(bytes: Buffer) {
  yield bytes
}
