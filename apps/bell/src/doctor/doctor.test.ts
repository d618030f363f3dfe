import { randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createIds } from '@bell/platform/clock'
import { openDatabase } from '@bell/platform/database'
import { onSearchEngines, ownSearchAddress } from '@bell/platform/test-kit'
import { expect, onTestFinished, test } from 'vitest'
import { addTracks } from '../../../../services/music/src/many-tracks.fixture.ts'
import { ownFolder } from '../../../../e2e/engines.ts'
import { redisServers } from '../../../../packages/platform/src/key-value/redis-servers.fixture.ts'
import { testMailServer } from '../../../../services/auth/src/mail/mail-server.fixture.ts'
import { readConfig } from '../config.ts'
import { halfRestoredName } from '../home-lock.ts'
import { services } from '../services.ts'
import { examineAll } from './doctor.ts'

const { PG_URL, REDIS_URL, REDIS_SERVER, S3_ENDPOINT, KAFKA_BROKERS } = process.env

test('an installation on files is found good, and what is wrong with it is named with its remedy', async () => {
  const config = await installation()
  const healthy = await examineAll(config, false)
  expect(healthy.filter(({ state, part }) => state !== 'good' && part !== 'data folder')).toEqual([])
  expect(healthy.map(({ part }) => part)).toEqual([
    'data folder',
    'secrets',
    'database of auth',
    'database of img',
    'database of music',
  ])

  await chmod(join(config.home, 'secrets/some.secret'), 0o644)
  const music = new DatabaseSync(join(config.home, 'music.db'))
  music.exec(`insert into migration (name, appliedAt) values ('9999-of-next-year', 0)`)
  music.close()
  const ill = (await examineAll(config, false)).filter(({ state }) => state === 'broken')
  expect(ill).toMatchObject([
    { part: 'secrets', found: 'others may read some.secret', remedy: expect.stringContaining('chmod 600') as string },
    { part: 'database of music', found: expect.stringContaining('9999-of-next-year') as string },
  ])
})

test('a folder of which a restore was broken off, and a database that is none, are broken', async () => {
  const config = await installation()
  await writeFile(join(config.home, halfRestoredName), '')
  await writeFile(join(config.home, 'img.db'), 'no database at all, but long enough to be looked at as one')

  const ill = (await examineAll(config, false)).filter(({ state }) => state === 'broken')
  expect(ill).toMatchObject([
    { part: 'data folder', remedy: 'Delete the folder and restore again.' },
    { part: 'database', found: 'file is not a database' },
  ])
})

test('engines that cannot be reached are each named, with the setting that says where they are', async () => {
  const nobody = await closedPort()
  const config = {
    ...(await installation()),
    databaseUrl: `postgres://bell:bell@${nobody}/bell`,
    eventsUrl: `kafka://${nobody}`,
    keyValueUrl: `redis://${nobody}`,
    searchUrl: `opensearch://${nobody}`,
    blobsUrl: `s3://bucket?endpoint=http://${nobody}`,
    smtpUrl: `smtp://${nobody}`,
    otlpUrl: `http://${nobody}`,
  }
  const broken = (await examineAll(config, false)).filter(({ state }) => state === 'broken')
  expect(broken.map(({ part, remedy }) => [part, /--[\w-]+/.exec(remedy)?.[0]])).toEqual([
    ['database', '--database-url'],
    ['events', '--events-url'],
    ['key-value', '--key-value-url'],
    ['search', '--search-url'],
    ['storage', '--blobs-url'],
    ['letters', '--smtp-url'],
    ['traces', '--otlp-url'],
  ])
})

test('a mail server and a collector are found good where they take what we would send, and nothing is sent', async () => {
  const { mail, received } = await testMailServer()
  const collector = createHttpServer((request, response) => {
    request.resume()
    response.writeHead(request.url === '/v1/traces' ? 200 : 404).end()
  })
  await once(collector.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void collector.close())
  const otlpUrl = `http://127.0.0.1:${(collector.address() as { port: number }).port}`
  const config = { ...(await installation()), smtpUrl: mail.smtpUrl, otlpUrl }
  const states = async (at = config) =>
    (await examineAll(at, false)).flatMap(({ part, state }) => (/letters|traces/.test(part) ? [state] : []))

  expect(await states()).toEqual(['good', 'good'])
  expect(await states({ ...config, otlpUrl: `${otlpUrl}/elsewhere` })).toEqual(['good', 'broken'])
  expect(received).toEqual([])
})

test.skipIf(!PG_URL || !REDIS_URL || !S3_ENDPOINT || !KAFKA_BROKERS)(
  'real engines are found good once what can be made is',
  async () => {
    process.env.AWS_ACCESS_KEY_ID ??= process.env.S3_ACCESS_KEY_ID
    process.env.AWS_SECRET_ACCESS_KEY ??= process.env.S3_SECRET_ACCESS_KEY
    const config = {
      ...(await installation()),
      databaseUrl: PG_URL!,
      keyValueUrl: REDIS_URL!,
      eventsUrl: `kafka://${KAFKA_BROKERS}`,
      blobsUrl: `s3://bell-doctor?endpoint=${S3_ENDPOINT}`,
    }
    const noBucket = (await examineAll(config, true)).filter(({ part }) => part === 'storage')
    expect(noBucket).toMatchObject([{ state: 'broken', found: expect.stringContaining('make it') as string }])

    const there = await ownFolder('doctor')
    const browsers = async (at: string) => {
      const found = await examineAll({ ...config, blobsUrl: `${there}&public-endpoint=http://${at}` }, false)
      return found.find(({ part }) => part === 'storage, for browsers')
    }
    expect(await browsers(new URL(S3_ENDPOINT!).host.replace('127.0.0.1', 'localhost'))).toMatchObject({
      state: 'good',
    })
    expect(await browsers(await closedPort())).toMatchObject({ state: 'poor' })

    const found = await examineAll(config, false)
    expect(found.filter(({ part }) => part.startsWith('database of'))).toHaveLength(3)
    expect(found.find(({ part }) => part === 'database of music')!.found).toMatch(/^PostgreSQL \d+/)
    expect(found.find(({ part }) => part === 'key-value')!.found).toMatch(/^Redis \d+/)
    const events = found.find(({ part }) => part === 'events')
    expect(events).toMatchObject({ state: 'good', found: expect.stringMatching(/^Kafka \d\.\d+, /) as string })
  },
)

test.runIf(REDIS_SERVER)('a Redis that may forget before the time, or is nearly full, is poor', async () => {
  const redis = await redisServers(REDIS_SERVER!)
  onTestFinished(() => redis.stop())
  const memoryOf = async (...settings: string[]) => {
    const keyValueUrl = `redis://127.0.0.1:${await redis.alone(...settings)}`
    const found = await examineAll({ ...(await installation()), keyValueUrl }, false)
    return found.find(({ part }) => part === 'key-value, memory')
  }

  expect(await memoryOf()).toMatchObject({ state: 'good', found: expect.stringContaining('without a limit') as string })
  expect(await memoryOf('maxmemory 100mb')).toMatchObject({
    state: 'good',
    found: expect.stringMatching(/ of 100\.0 MiB, noeviction$/) as string,
  })
  for (const policy of ['allkeys-lru', 'volatile-ttl']) {
    expect(await memoryOf('maxmemory 100mb', `maxmemory-policy ${policy}`)).toMatchObject({
      state: 'poor',
      remedy: expect.stringContaining('maxmemory-policy to noeviction') as string,
    })
  }
  // What a Redis needs for itself is all of it.
  const full = await memoryOf('maxmemory 900kb')
  expect(full, full?.found).toMatchObject({
    state: 'poor',
    remedy: expect.stringContaining('Raise maxmemory') as string,
  })
})

test.runIf(PG_URL)('a PostgreSQL is poor whose connections are fewer than a process may take', async () => {
  const connectionsWith = async (databasePool: number) => {
    const found = await examineAll({ ...(await installation()), databaseUrl: PG_URL!, databasePool }, false)
    return found.find(({ part }) => part.startsWith('connections of'))
  }
  expect(await connectionsWith(2)).toMatchObject({
    state: 'good',
    found: expect.stringMatching(
      /^\d+ of \d+ in use, room for \d+ processes of 9 each; the database has \d+\.\d MiB$/,
    ) as string,
  })
  expect(await connectionsWith(1000)).toMatchObject({
    state: 'poor',
    found: expect.stringContaining('room for 0 processes of 3003 each') as string,
    remedy: expect.stringContaining('--database-pool') as string,
  })
})

onSearchEngines((url) => {
  test('an index that lacks what the database has is broken, and one address of two that does not answer is poor', async () => {
    const config = { ...(await installation()), searchUrl: ownSearchAddress(url) }
    const search = async () =>
      (await examineAll(config, false)).filter(({ part }) => part.startsWith('search')).map(({ state }) => state)
    expect(await search()).toEqual(['good', 'good'])

    const database = { url: `sqlite:${join(config.home, 'music.db')}`, schema: 'music', migrations: musicMigrations }
    const { db, close } = await openDatabase<MusicTables>(database)
    await addTracks(db, createIds(), { id: randomUUID(), name: 'Mina' }, 0, 3)
    await close()
    config.searchUrl = config.searchUrl.replace('://', `://${await closedPort()},`)
    expect(await search()).toEqual(['poor', 'broken'])
    expect(await examineAll(config, false)).toContainEqual({
      state: 'broken',
      part: 'search index',
      found: '0 of 3 tracks',
      remedy: 'Run: bell reindex',
    })
  })
})

async function installation() {
  const folder = await mkdtemp(join(tmpdir(), 'bell-doctor-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const config = readConfig(['--home', folder])
  await mkdir(join(folder, 'secrets'), { mode: 0o700 })
  await writeFile(join(folder, 'secrets/some.secret'), 'x', { mode: 0o600 })
  for (const [schema, migrations] of services) {
    await (await openDatabase({ url: `sqlite:${join(folder, `${schema}.db`)}`, schema, migrations })).close()
  }
  return config
}

/** An address at which nobody listens. */
async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return `127.0.0.1:${port}`
}
