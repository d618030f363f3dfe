import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { engineSettings, hasEngines } from '../../../../e2e/engines.ts'
import type { Config } from '../config.ts'
import { lockHome } from '../home-lock.ts'
import { localCommands } from '../local-commands.ts'
import { readSecrets } from '../secrets.ts'
import { contentOf, fullHome, testFolder } from './full-home.fixture.ts'

const long = { timeout: 120_000 }
const quiet = () => {}
const moveTo = (config: Config, input: Record<string, string>) => localCommands.move!.run(config, input, quiet)

test(
  'a move into a new folder brings every row and blob, and again moves nothing into what is not empty',
  long,
  async () => {
    const from = await fullHome(30)
    const toHome = join(await testFolder(), 'new')
    const { rows, blobs } = (await moveTo(from, { toHome })) as { rows: number; blobs: number }

    expect(blobs).toBe(12)
    expect(rows).toBeGreaterThan(500)
    const content = await contentOf(from)
    expect(await contentOf({ ...from, home: toHome })).toEqual(content)
    await expect(moveTo(from, { toHome })).rejects.toMatchObject({ code: 'move_target_not_empty' })
  },
)

test('a move that was killed goes on and ends equal', long, async () => {
  const from = await fullHome(3000)
  const toHome = join(await testFolder(), 'new')
  // In the middle of blobs, of tables, and shortly before the end.
  for (const line of [/img: \d+ blobs/, /auth audit/, /music play:/]) {
    const bell = spawn(
      process.execPath,
      [join(import.meta.dirname, '../main.ts'), 'move', '--home', from.home, '--to-home', toHome],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const ended = once(bell, 'exit')
    for await (const said of createInterface({ input: bell.stderr })) if (line.test(said)) bell.kill('SIGKILL')
    expect((await ended)[1]).toBe('SIGKILL')
    // Without them, what is in the tables could not be opened.
    expect(readSecrets({ ...from, home: toHome }, ['auth-seal'])).toEqual(readSecrets(from, ['auth-seal']))
  }
  await moveTo(from, { toHome })
  expect(await contentOf({ ...from, home: toHome })).toEqual(await contentOf(from))
})

test('beside a server only blobs are brought, and the rest when it has stopped', long, async () => {
  const from = await fullHome(5)
  const toHome = join(await testFolder(), 'new')
  const letGo = lockHome(from.home)!
  await expect(moveTo(from, { toHome })).rejects.toMatchObject({ code: 'move_half_done' })
  letGo()
  await moveTo(from, { toHome })
  expect(await contentOf({ ...from, home: toHome })).toEqual(await contentOf(from))
})

describe.skipIf(!hasEngines)('between SQLite with files and PostgreSQL with S3', () => {
  test('a move there and back ends with what there was', long, async () => {
    const from = await fullHome(1200)
    const before = await contentOf(from)
    const { databaseUrl: toDatabaseUrl, blobsUrl: toBlobsUrl } = await engineSettings()
    await moveTo(from, { toDatabaseUrl, toBlobsUrl })

    const distributed = { ...from, databaseUrl: toDatabaseUrl, blobsUrl: toBlobsUrl }
    expect(await contentOf(distributed)).toEqual(before)
    const toHome = join(await testFolder(), 'back')
    await moveTo(distributed, { toHome, toDatabaseUrl: 'sqlite', toBlobsUrl: 'files' })
    expect(await contentOf({ ...from, home: toHome })).toEqual(before)
  })
})
