import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, vi } from 'vitest'
import { createHttpBrowser } from '../../../../bench/http-browser.ts'
import { bellProgram, startBell, type Bell } from '../../../../e2e/server.ts'
import { song } from '../../../../e2e/sounds.ts'
import { frozen } from './broken-move.fixture.ts'
import { testFolder } from './full-home.fixture.ts'

export const account = { email: 'ada@example.org', password: 'brass lantern harbour' }
const json = { 'content-type': 'application/json' }
const tus = { 'tus-resumable': '1.0.0' }
const part = { ...tus, 'content-type': 'application/offset+octet-stream' }

/** Flags of the program where everything is, of the move, and where it is served afterwards. */
export type Way = () => Promise<{
  old: string[]
  move: string[]
  serve: (oldHome: string) => [string, string[]]
  /** Where the tables stay what they were. */
  undo?: true
  /** Served by two processes. */
  twice?: true
}>

export const intoFolder: Way = async () => {
  const home = join(await testFolder(), 'new')
  return { old: [], move: ['--to-home', home], serve: () => [home, []] }
}

/** A MusicBell that is served while it is moved, and the commands that are given beside it. @param firstPort of ten */
export function servedAt(firstPort: number) {
  async function startOld(flags: string[] = []) {
    const home = join(await testFolder(), 'old')
    const bell = await startAgain(home, flags)
    const made = await fetch(`${bell.auth}/api/setup`, {
      method: 'POST',
      headers: { origin: bell.auth, 'x-requested-with': 'bell', ...json },
      body: JSON.stringify({ token: new URL(bell.setupAddress!).hash.slice(1), name: 'Ada', ...account }),
    })
    expect(made.status).toBe(201)
    return { bell, home }
  }

  async function startAgain(home: string, flags: string[] = []) {
    const bell = await startBell(firstPort, home, flags)
    onTestFinished(() => bell.stop(), 60_000)
    return bell
  }

  /** Another process on the same engines, which listens on ports of its own. */
  async function startSecond(firstHome: string, flags: string[]): Promise<Bell> {
    const home = join(await testFolder(), 'second')
    await cp(join(firstHome, 'secrets'), join(home, 'secrets'), { recursive: true })
    const ports = ['auth', 'music', 'img'].map((name, n) => `--${name}-port=${firstPort + 4 + n}`)
    const bell = await startBell(firstPort, home, [...flags, ...ports], firstPort + 7)
    onTestFinished(() => bell.stop(), 60_000)
    return { ...bell, music: `http://127.0.0.1:${firstPort + 5}` }
  }

  function run(command: string, home: string, flags: string[]) {
    const all = [bellProgram, command, '--home', home, '--internal-address', `127.0.0.1:${firstPort + 9}`, ...flags]
    return spawn(process.execPath, all, { stdio: ['ignore', 'ignore', 'pipe'] })
  }

  /** Moves while songs are uploaded. */
  async function losesNothing(way: Way) {
    const { old, move, serve, undo, twice } = await way()
    const { bell, home } = await startOld(old)
    const [browser, other] = [createHttpBrowser(account), createHttpBrowser(account)]
    await browser.signIn(bell.music)
    await other.signIn(bell.music)
    const stolen = await other.token(bell.music)
    expect((await other.post(`${bell.music}/session/logout`)).status).toBe(200)
    await vi.waitFor(async () => expect(await statusWith(bell, stolen)).toBe(401))
    const token = await browser.token(bell.music)
    const servers = [bell, ...(twice ? [await startSecond(home, old)] : [])]
    const clients = servers.map((server) => clientOf(server, token))
    const client = clients[0]!
    const half = await client.beginUpload(song(1))
    await client.send(half, 0, song(1).subarray(0, 5000))

    const writings = clients.map((each, n) => each.keepWriting(100 * (n + 1)))
    const acknowledged = () => writings.map((writing) => writing.acknowledged.length)
    await vi.waitUntil(() => acknowledged().every((count) => count > 2), { timeout: 30_000 })
    const before = acknowledged()
    const said = await text(run('move', home, [...old, ...move]).stderr)
    expect(said).toContain(frozen)
    expect(said).toMatch(/Nothing could be changed for \d+\.\d s/)
    const written = (await Promise.all(writings.map((writing) => writing.stop()))).flat()
    for (const [n, count] of acknowledged().entries()) expect(count).toBeGreaterThan(before[n]!)

    // Nobody is to add anything any more to what is left behind; everything there can be read, and nobody is signed out.
    for (const each of clients) {
      const refused = await each.shuffle()
      expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
        503,
        '10',
        expect.objectContaining({ code: 'read_only' }),
      ])
      expect(await each.status(written[0]!)).toBeTruthy()
    }
    expect((await browser.post(`${bell.music}/session/refresh`)).status).toBe(200)
    await Promise.all(servers.map((server) => server.stop()))
    expect(await text(run('serve', home, old).stderr)).toContain('has been moved to another place')

    if (undo) await once(run('move', home, ['--undo']), 'exit')
    const fresh = await startAgain(...serve(home))
    expect(await statusWith(fresh, stolen)).toBe(401)
    const again = clientOf(fresh, await browser.token(fresh.music))
    for (const id of written) {
      await vi.waitFor(async () => expect(await again.status(id)).toBe('ready'), { timeout: 60_000, interval: 100 })
    }
    // The page asks where to go on, and is told: from the beginning.
    expect((await again.send(half, 5000, song(1).subarray(5000))).status).toBe(409)
    expect((await again.ask(half)).headers.get('upload-offset')).toBe('0')
    expect((await again.send(half, 0, song(1))).status).toBe(204)
    expect((await again.makeTrack(half, 'Half')).status).toBe(201)
  }

  return { startOld, startAgain, run, losesNothing }
}

async function statusWith({ music }: Bell, token: string) {
  return (await fetch(`${music}/api/queue`, { headers: { authorization: `Bearer ${token}` } })).status
}

export function clientOf({ music }: Bell, token: string) {
  const uploads = `${music}/api/uploads`
  const ask = (address: string, method: string, headers = {}, body: BodyInit | null = null) =>
    fetch(address, { method, headers: { authorization: `Bearer ${token}`, ...headers }, body })
  const send = (id: string, offset: number, bytes: Buffer) =>
    ask(`${uploads}/${id}`, 'PATCH', { ...part, 'upload-offset': String(offset) }, new Uint8Array(bytes))
  const makeTrack = (uploadId: string, title: string) =>
    ask(`${music}/api/tracks`, 'POST', json, JSON.stringify({ uploadId, title }))

  async function beginUpload(bytes: Buffer) {
    const metadata = `filename ${Buffer.from('a.wav').toString('base64')}`
    const begun = await ask(uploads, 'POST', {
      ...tus,
      'upload-length': String(bytes.length),
      'upload-metadata': metadata,
    })
    if (begun.status !== 201) throw new Error(`The upload was answered ${begun.status}.`)
    return begun.headers.get('location')!.split('/').at(-1)!
  }

  async function upload(seed: number) {
    const id = await beginUpload(song(seed))
    const sent = await send(id, 0, song(seed))
    if (sent.status !== 204) throw new Error(`The bytes were answered ${sent.status}.`)
    const made = await makeTrack(id, `Song ${seed}`)
    if (made.status !== 201) throw new Error(`The track was answered ${made.status}.`)
    return ((await made.json()) as { id: string }).id
  }

  async function shuffle() {
    const queue = await ask(`${music}/api/queue`, 'GET')
    const { revision, shuffle: before } = (await queue.json()) as { revision: number; shuffle: boolean }
    const operations = [{ op: 'mode', shuffle: !before }]
    return ask(`${music}/api/queue/operations`, 'POST', json, JSON.stringify({ revision, operations }))
  }

  return {
    token,
    upload,
    shuffle,
    untilItMayChange: () =>
      vi.waitFor(async () => expect((await shuffle()).status).toBe(200), { timeout: 40_000, interval: 500 }),
    send,
    makeTrack,
    beginUpload,
    ask: (id: string) => ask(`${uploads}/${id}`, 'HEAD', tus),
    async status(id: string) {
      const answer = await ask(`${music}/api/tracks/${id}`, 'GET')
      expect(answer.status).toBe(200)
      return ((await answer.json()) as { status: string }).status
    },
    /** One song after the other, each of another seed; those that were not taken are given up. */
    keepWriting(firstSeed: number) {
      const acknowledged: string[] = []
      let stopping = false
      async function write() {
        for (let seed = firstSeed; !stopping; seed++) {
          await upload(seed).then(
            (id) => acknowledged.push(id),
            () => undefined,
          )
          // Slower than they are brought.
          await wait(400)
        }
      }
      const writing = write()
      return {
        acknowledged,
        /** @returns what was acknowledged */
        async stop() {
          stopping = true
          await writing
          return acknowledged
        },
      }
    },
  }
}
