import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createIds } from '@bell/platform/clock'
import { openDatabase } from '@bell/platform/database'
import { createElasticIndex, createFtsIndex, type SearchIndex } from '@bell/platform/search-index'
import { onSearchEngines, ownSearchAddress } from '@bell/platform/test-kit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bellProgram, startBell } from '../../../e2e/server.ts'
import { addTracks } from '../../../services/music/src/many-tracks.fixture.ts'

const firstPort = 4730
const internal = `127.0.0.1:${firstPort + 3}`
const count = 3000

describe('embedded', () => {
  testKilled((home) => ({ settings: [], open: () => createFtsIndex({ file: join(home, 'search.db') }) }))
})

onSearchEngines((url) => {
  testKilled(() => {
    const address = ownSearchAddress(url)
    return { settings: ['--search-url', address], open: () => createElasticIndex({ url: address }) }
  })
})

function testKilled(given: (home: string) => { settings: string[]; open: () => SearchIndex }) {
  test(
    '"bell reindex" goes on where it was when the server is killed in the middle',
    { timeout: 120_000 },
    async () => {
      const home = await mkdtemp(join(tmpdir(), 'bell-reindex-'))
      onTestFinished(() => rm(home, { recursive: true, force: true }))
      const { settings, open } = given(home)
      await fill(home)
      const bell = await startBell(firstPort, home, settings)
      const first = command(home, settings, 'reindex')
      await expect.poll(readSoFar, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0)
      const died = new Promise((resolve) => bell.process.once('exit', resolve))
      bell.process.kill('SIGKILL')
      await died
      expect((await first).code).toBe(1)
      const begun = await inspect(open, (index) => index.rebuild.find('tracks'))
      expect(begun.next).toEqual(expect.any(String))

      const again = await startBell(firstPort, home, settings)
      onTestFinished(() => again.stop())
      // It is held for some seconds on behalf of a process that may only be slow.
      let second = await command(home, settings, 'reindex')
      while (second.code === 1 && second.stderr.includes('try again in'))
        second = await command(home, settings, 'reindex')

      expect(second).toMatchObject({ code: 0, stderr: '' })
      expect(second.stdout).toMatch(new RegExp(`^tracks  ${count}  [0-9a-f]{64}  0$`, 'm'))
      expect(await (await fetch(`http://${internal}/metrics`)).text()).toContain(
        `search_reindex_documents{index="tracks",state="compared"} ${count}`,
      )
      await again.stop()
      const ended = await inspect(open, (index) => index.rebuild.find('tracks'))
      expect(ended).toMatchObject({ live: begun.next, next: undefined })
    },
  )
}

async function fill(home: string) {
  const { db, close } = await openDatabase<MusicTables>({
    url: `sqlite:${join(home, 'music.db')}`,
    schema: 'music',
    migrations: musicMigrations,
  })
  const newId = createIds()
  const uploader = { id: newId(), name: 'Mina' }
  for (let first = 0; first < count; first += 100) await addTracks(db, newId, uploader, first, 100)
  await close()
}

async function inspect<T>(open: () => SearchIndex, look: (index: SearchIndex) => Promise<T>) {
  const index = open()
  try {
    return await look(index)
  } finally {
    await index.close()
  }
}

async function readSoFar() {
  const text = await (await fetch(`http://${internal}/metrics`)).text()
  return Number(/search_reindex_documents\{index="tracks",state="read"\} (\d+)/.exec(text)?.[1] ?? 0)
}

function command(home: string, settings: string[], name: string) {
  const args = [bellProgram, name, '--home', home, '--internal-address', internal, ...settings]
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, args, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode!, stdout, stderr })
    })
  })
}
