import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createHttpBrowser } from '../../../bench/http-browser.ts'
import { engineSettings, hasEngines } from '../../../e2e/engines.ts'
import { startBell, type Bell } from '../../../e2e/server.ts'
import { song } from '../../../e2e/sounds.ts'

const account = { email: 'ada@example.org', password: 'brass lantern harbour' }
const longest = { timeout: 60_000 }
const soon = { timeout: 30_000, interval: 50 }
const port = 21_620
const titles = ['Amaryllis', 'Begonia', 'Camellia', 'Dahlia']

// What a song goes through, in that order: at each step the process that has it is told to stop, and another one follows.
describe.runIf(hasEngines)('told to stop with work in hand', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bell-stopping-'))
  const running = new Set<Bell>()
  let databaseUrl: string
  let database: pg.Client
  let web: Bell
  let headers: { authorization: string }
  let artistId: string
  let ids: string[]

  beforeAll(async () => {
    const settings = await engineSettings()
    databaseUrl = settings.databaseUrl
    writeFileSync(join(folder, 'config.json'), JSON.stringify(settings), { mode: 0o600 })
    database = await connect()
    web = await start('web')
    await post(`${web.auth}/api/setup`, {
      token: new URL(web.setupAddress!).hash.slice(1),
      name: 'Ada',
      ...account,
    })
    const browser = createHttpBrowser(account)
    await browser.signIn(web.music)
    headers = { authorization: `Bearer ${await browser.token(web.music)}` }
    ;({ id: artistId } = await post(`${web.music}/api/artists`, { name: 'The Lanterns' }))
    ids = []
    for (const [n, title] of titles.entries()) ids.push(await upload(n, title))
  }, 60_000)

  afterAll(async () => {
    await Promise.all([...running].map((bell) => bell.stop()))
    await database?.end()
    rmSync(folder, { recursive: true })
  }, 60_000)

  const internalPorts = { web: 3, relay: 4, consumer: 5, worker: 6, scheduler: 7 }

  async function start(role: keyof typeof internalPorts) {
    const services = role === 'web' ? 'auth,music' : 'music'
    // A worker waits in a transaction for each song; its health asks beside them.
    const pool = role === 'worker' ? titles.length + 1 : 3
    const flags = [`--roles=${role}`, `--services=${services}`, `--database-pool=${pool}`]
    const config = ['--config', join(folder, 'config.json')]
    const bell = await startBell(port, join(folder, role), [...flags, ...config], port + internalPorts[role])
    running.add(bell)
    return bell
  }

  async function connect() {
    const client = new pg.Client(databaseUrl)
    await client.connect()
    return client
  }

  /** Locks rows, so that whoever writes them has work in hand until they are let go. */
  async function hold(rows: string) {
    const holder = await connect()
    await holder.query('begin')
    await holder.query(`select from music.${rows} for update`)
    const {
      rows: [me],
    } = await holder.query<{ pid: number }>('select pg_backend_pid() as pid')
    return {
      untilWaitedFor: (times = 1) =>
        vi.waitFor(async () => {
          const waiting = 'select from pg_stat_activity where $1 = any(pg_blocking_pids(pid))'
          expect((await database.query(waiting, [me!.pid])).rows.length).toBeGreaterThanOrEqual(times)
        }, soon),
      letGo: () => holder.end(),
    }
  }

  /** Tells a process to stop while it waits for what is held. It ends well once it has what it waits for. */
  async function stopWaiting(bell: Bell, held: Awaited<ReturnType<typeof hold>>, times?: number) {
    await held.untilWaitedFor(times)
    const ended = once(bell.process, 'exit')
    running.delete(bell)
    bell.process.kill('SIGTERM')
    await vi.waitFor(async () => {
      const { checks } = await (await fetch(`http://${bell.internal}/health/ready`)).json()
      expect(checks).toMatchObject({ 'music process': 'is stopping' })
    }, soon)
    // By then one that does not wait for it would be gone.
    await wait(500)
    await held.letGo()
    expect(await ended).toEqual([0, null])
  }

  async function post(url: string, body: object) {
    const { origin } = new URL(url)
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, origin, 'x-requested-with': 'bell', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(201)
    return (await answer.json()) as { id: string }
  }

  async function upload(n: number, title: string) {
    const bytes = song(n)
    const begun = await fetch(`${web.music}/api/uploads`, {
      method: 'POST',
      headers: {
        ...headers,
        'tus-resumable': '1.0.0',
        'content-type': 'application/offset+octet-stream',
        'upload-length': String(bytes.byteLength),
        'upload-metadata': `filename ${Buffer.from(`${title}.wav`).toString('base64')}`,
      },
      body: new Uint8Array(bytes),
    })
    expect(begun.status).toBe(201)
    const uploadId = begun.headers.get('location')!.split('/').at(-1)
    const { id } = await post(`${web.music}/api/tracks`, { uploadId, title, artistId })
    return id
  }

  const send = (method: string, path: string, body?: object) =>
    fetch(web.music + path, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })

  async function get<T>(path: string): Promise<T> {
    const answer = await send('GET', path)
    expect(answer.status).toBe(200)
    return (await answer.json()) as T
  }

  const tracks = () =>
    Promise.all(ids.map((id) => get<{ status: string; artists: { name: string }[] }>(`/api/tracks/${id}`)))
  const states = async () => (await tracks()).map(({ status }) => status)

  async function countUnpublished() {
    const { rows } = await database.query('select from music.outbox where "publishedAt" is null')
    return rows.length
  }

  test('a relay notes as published what it has published, and gives its share back', longest, async () => {
    expect(await countUnpublished()).toBeGreaterThanOrEqual(titles.length)
    const held = await hold('outbox where "publishedAt" is null')

    await stopWaiting(await start('relay'), held)

    expect(await countUnpublished()).toBe(0)
    expect((await database.query('select from music."outboxLease" where owner is not null')).rows).toEqual([])
    await start('relay')
  })

  test('a worker finishes the songs that it reads, and leaves others to the next', longest, async () => {
    const held = await hold('track')
    const worker = await start('worker')
    await stopWaiting(worker, held, titles.length)

    expect(await states()).toEqual(titles.map(() => 'ready'))
    titles.push('Edelweiss')
    ids.push(await upload(titles.length, 'Edelweiss'))
    await start('worker')
    await vi.waitFor(async () => expect(await states()).toEqual(titles.map(() => 'ready')), soon)
  })

  test('a consumer finishes the batch that it takes in', longest, async () => {
    const consumer = await start('consumer')
    const held = await hold('track')
    expect((await send('PATCH', `/api/artists/${artistId}`, { name: 'The Beacons' })).status).toBe(200)

    await stopWaiting(consumer, held)

    for (const { artists } of await tracks()) expect(artists).toMatchObject([{ name: 'The Beacons' }])
    await start('consumer')
  })

  test('a web process answers what it was asked', longest, async () => {
    const held = await hold('track')
    const asked = send('PATCH', `/api/tracks/${ids[1]}`, { title: 'Bellflower' })

    await stopWaiting(web, held)

    expect((await asked).status).toBe(200)
    web = await start('web')
    expect(await get(`/api/tracks/${ids[1]}`)).toMatchObject({ title: 'Bellflower' })
  })

  test('a scheduler gives back what it had taken on, and the next brings it to its end', longest, async () => {
    expect((await send('DELETE', `/api/tracks/${ids[0]}`)).status).toBe(204)
    await database.query('update music.track set "deletedAt" = 1 where id = $1', [ids[0]])
    const held = await hold('track')

    await stopWaiting(await start('scheduler'), held)

    expect((await database.query('select from music.lease where until > 0')).rows).toEqual([])
    await start('scheduler')
    await vi.waitFor(async () => {
      expect((await database.query('select from music.track where id = $1', [ids[0]])).rows).toEqual([])
    }, soon)
  })

  test('and nothing is lost: every song is found, and no event was given up', longest, async () => {
    titles[1] = 'Bellflower'
    for (const [n, title] of titles.entries()) {
      const expected = n === 0 ? [] : [expect.objectContaining({ id: ids[n] })]
      const search = () => get<{ tracks: object[] }>(`/api/search?q=${title}`)
      await vi.waitFor(async () => expect((await search()).tracks).toEqual(expected), soon)
    }
    expect((await database.query('select from music."deadLetter"')).rows).toEqual([])
  })
})
