// MusicBell's web process twice behind nginx, on PostgreSQL (PG_URL): what the second one adds, and
// how many requests fail while both are restarted one after the other, under load.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase } from '@bell/platform/database'
import { ensureNginx } from '../e2e/clients/programs.ts'
import { makeDatabase } from '../e2e/engines.ts'
import { startBell, type Bell } from '../e2e/server.ts'
import { fire } from './cannon.ts'
import { createHttpBrowser } from './http-browser.ts'
import { addTracks } from '../services/music/src/many-tracks.fixture.ts'
import { processorSeconds } from './processor-seconds.ts'
import { report } from './report.ts'

const { PG_URL: pgUrl } = process.env
const port = Number(process.env['BENCH_PORT'] ?? 21_660)
const restarts = Number(process.env['BENCH_RUNS'] ?? 6)
const seconds = 8
const drainSeconds = 2
const requestsEachSecond = 150
const account = { email: 'ada@example.org', password: 'brass lantern harbour' }
// AuthBell and MusicBell as people see it (nginx) at `port` and the next; the two processes behind it, and what is internal, from `port + 4` on.
const behind = [port + 4, port + 5] as const

if (!pgUrl) {
  console.log('Left out: PG_URL names no PostgreSQL.')
  process.exit(0)
}
const nginxProgram = ensureNginx()
const folder = mkdtempSync(join(tmpdir(), 'bell-bench-'))
const config = join(folder, 'config.json')
const name = `bell_bench_${randomBytes(6).toString('hex')}`
const databaseUrl = await makeDatabase(pgUrl, name)
writeFileSync(config, JSON.stringify({ secret: randomBytes(32).toString('base64url'), databaseUrl, drainSeconds }))

const auth = await startProcess('auth', port + 6, ['--services', 'auth'])
await makeOwner(auth)
const web = new Map<number, Bell>()
for (const each of behind) web.set(each, await startWeb(each))
await seed()
const nginx = startNginx()
const music = `http://localhost:${port + 1}`
await untilAnswers(`${music}/api/site`)

const browser = createHttpBrowser(account)
await browser.signIn(music)
const token = await browser.token(music)
const headers = { authorization: `Bearer ${token}` }
const { items } = (await (await fetch(`${music}/api/tracks?limit=50`, { headers })).json()) as {
  items: { id: string }[]
}

const list = (at: number) => `http://127.0.0.1:${at}/api/tracks?limit=50`
await fire(list(behind[0]), 3, headers)
await fire(list(behind[1]), 3, headers)
const one = await rateOf(behind.slice(0, 1))
const two = await rateOf(behind)

const plain = await roll(async (at) => restart(at))
const announced = await roll(async (at) => {
  nginx.leaveOut(at)
  await wait(500)
  await restart(at)
  nginx.leaveOut(undefined)
  await wait(500)
})

nginx.stop()
for (const bell of [...web.values(), auth]) await bell.stop()
rmSync(folder, { recursive: true })

report('processes', 'MusicBell’s web process twice, on PostgreSQL', [
  { measure: 'a page of 50 tracks, one process', value: one.rate, unit: 'requests/s' },
  { measure: '… two processes, asked side by side', value: two.rate, unit: 'requests/s' },
  { measure: '… two to one', value: two.rate / one.rate, unit: '', goal: '>= 1.7 where two cores are free' },
  {
    measure: '… by processor time that they used, two to one',
    value: (2 * two.each) / one.each,
    unit: '',
    goal: '>= 1.7',
  },
  ...lines('restarted one after the other', plain),
  ...lines('the same, nginx told before', announced, '0'),
])
process.exit(0)

function lines(what: string, { asked, failed, slowest }: Awaited<ReturnType<typeof roll>>, goal?: string) {
  return [
    { measure: `${what}, ${restarts} times: requests`, value: asked, unit: '' },
    { measure: '… of these failed', value: failed.length, unit: '', ...(goal !== undefined && { goal }) },
    { measure: '… slowest', value: slowest, unit: 'ms' },
  ]
}

/** Requests a second, of all these together; `each`: in a second of processor time that they used. */
async function rateOf(ports: readonly number[]) {
  const used = () => ports.reduce((sum, at) => sum + processorSeconds(web.get(at)!.process.pid!), 0)
  const before = used()
  const loads = await Promise.all(ports.map((at) => fire(list(at), seconds, headers)))
  const rate = loads.reduce((sum, load) => sum + load.rate, 0)
  return { rate, each: (rate * seconds) / (used() - before) }
}

/** Restarts the processes in turn while requests go on: half of them read, half of them write. */
async function roll(again: (at: number) => Promise<void>) {
  const load = startLoad()
  for (let n = 0; n < restarts; n++) {
    await again(behind[n % 2]!)
    await wait(1000)
  }
  const result = await load.stop()
  for (const [what, times] of Object.entries(Object.groupBy(result.failed, (why) => why))) {
    console.log(`  failed: ${what} (${times!.length})`)
  }
  return result
}

function startLoad() {
  let stopped = false
  let asked = 0
  let slowest = 0
  const failed: string[] = []
  const underWay = new Set<Promise<void>>()
  const timer = setInterval(() => {
    const request = ask(asked++ % 2 === 0).finally(() => underWay.delete(request))
    underWay.add(request)
  }, 1000 / requestsEachSecond)

  async function ask(reads: boolean) {
    const from = performance.now()
    try {
      const answer = reads
        ? await fetch(`${music}/api/tracks?limit=50`, { headers })
        : await fetch(`${music}/api/plays`, {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify({ trackId: items[asked % items.length]!.id }),
          })
      await answer.arrayBuffer()
      if (!answer.ok) failed.push(`${reads ? 'GET' : 'POST'} ${answer.status}`)
    } catch (error) {
      failed.push(`${reads ? 'GET' : 'POST'} ${String((error as Error).cause ?? error)}`)
    }
    if (!stopped) slowest = Math.max(slowest, performance.now() - from)
  }

  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
      stopped = true
      return { asked, failed, slowest }
    },
  }
}

function startProcess(name: string, internal: number, settings: string[]) {
  return startBell(port, join(folder, name), ['--config', config, ...settings], internal)
}

function startWeb(at: number) {
  const settings = ['--services', 'music', '--roles', 'web', '--music-port', String(at)]
  return startProcess(`web-${at}`, at + 4, settings)
}

async function restart(at: number) {
  await web.get(at)!.stop()
  web.set(at, await startWeb(at))
}

async function makeOwner({ auth: origin, setupAddress }: Bell) {
  const answer = await fetch(`${origin}/api/setup`, {
    method: 'POST',
    headers: { origin, 'x-requested-with': 'bell', 'content-type': 'application/json' },
    body: JSON.stringify({ token: new URL(setupAddress!).hash.slice(1), name: 'Ada', ...account }),
  })
  if (answer.status !== 201) throw new Error(`No owner: ${answer.status}`)
}

async function seed() {
  const { db, close } = await openDatabase<MusicTables>({
    url: databaseUrl,
    schema: 'music',
    migrations: musicMigrations,
  })
  const newId = createIds(systemClock)
  const uploader = { id: newId(), name: 'Mina' }
  for (let first = 0; first < 2000; first += 100) await addTracks(db, newId, uploader, first, 100)
  await close()
}

function startNginx() {
  const conf = join(folder, 'nginx.conf')
  const write = (out?: number) =>
    writeFileSync(
      conf,
      `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  upstream music {
    ${behind.map((at) => `server 127.0.0.1:${at} fail_timeout=1s${at === out ? ' down' : ''};`).join('\n    ')}
    keepalive 32; keepalive_timeout 1s;
  }
  server {
    listen 127.0.0.1:${port + 1};
    # A reload cuts idle connections of clients, which browsers try again; 1.27.4 has keepalive_min_timeout against that.
    keepalive_timeout 0;
    location / {
      proxy_pass http://music;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
    }
  }
}
`,
    )
  write()
  const server: ChildProcess = spawn(nginxProgram, ['-p', folder, '-c', conf, '-e', `${folder}/error.log`], {
    stdio: 'inherit',
  })
  return {
    leaveOut(at: number | undefined) {
      write(at)
      server.kill('SIGHUP')
    },
    stop: () => void server.kill('SIGTERM'),
  }
}

async function untilAnswers(url: string) {
  for (;;) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    await wait(50)
  }
}
