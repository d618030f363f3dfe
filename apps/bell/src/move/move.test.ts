import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { systemClock } from '@bell/platform/clock'
import { createLogger } from '@bell/platform/http'
import { expect, test } from 'vitest'
import { openAdapters } from '../adapters.ts'
import { readSecrets } from '../secrets.ts'
import { services } from '../services.ts'
import { contentOf, fullHome, moveTo, testFolder } from './full-home.fixture.ts'
import { markMovedInto } from './place.ts'

const long = { timeout: 240_000 }
const program = join(import.meta.dirname, '../main.ts')

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

test('a move that was killed goes on, with all that has changed since, and ends equal', long, async () => {
  const from = await fullHome(3000)
  const toHome = join(await testFolder(), 'new')
  // In the middle of blobs, of tables, and shortly before the end.
  for (const line of [/img: \d+ blobs/, /auth audit:/, /music play:/]) {
    const bell = spawn(process.execPath, [program, 'move', '--home', from.home, '--to-home', toHome], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const ended = once(bell, 'exit')
    for await (const said of createInterface({ input: bell.stderr })) if (line.test(said)) bell.kill('SIGKILL')
    expect((await ended)[1]).toBe('SIGKILL')
    await expect(serveOn(toHome)).resolves.toContain('A move into this place is not done')
    // Without them, what is in the tables could not be opened.
    expect(readSecrets({ ...from, home: toHome }, ['auth-seal'])).toEqual(readSecrets(from, ['auth-seal']))
  }
  await moveTo(from, { undo: true })
  change(from.home)
  const content = await contentOf(from)
  await moveTo(from, { toHome })
  expect(await contentOf({ ...from, home: toHome })).toEqual(content)
})

test('a move that was killed when all was there but a last word goes on, too', long, async () => {
  const from = await fullHome(30)
  const toHome = join(await testFolder(), 'new')
  await moveTo(from, { toHome })
  const adapters = openAdapters(
    { ...from, home: toHome },
    { clock: systemClock, log: createLogger({ level: 'silent' }) },
  )
  const [name, migrations] = services[0]!
  // oxlint-disable-next-line typescript/no-explicit-any -- any service's
  const database = await adapters.databaseOf<any>(name, migrations)
  await markMovedInto(database.db)
  await database.close()
  await adapters.close()

  await moveTo(from, { toHome })

  expect(await contentOf({ ...from, home: toHome })).toEqual(await contentOf(from))
  await expect(moveTo(from, { toHome })).rejects.toMatchObject({ code: 'move_target_not_empty' })
})

test('a store that is not empty is left as it is, however often a move into it is said', long, async () => {
  const from = await fullHome(30)
  const toHome = join(await testFolder(), 'new')
  const adapters = openAdapters(
    { ...from, home: toHome },
    { clock: systemClock, log: createLogger({ level: 'silent' }) },
  )
  const blobs = await adapters.blobsOf('img')
  await blobs.begin('another')
  await blobs.complete('another')

  for (const _ of [1, 2]) {
    await expect(moveTo(from, { toHome })).rejects.toMatchObject({ code: 'move_target_not_empty' })
  }

  expect(await blobs.stat('another')).toMatchObject({ complete: true })
  await adapters.close()
})

/** Rows go with those that refer to them, others come, and two exchange what only one at a time may have. */
function change(home: string) {
  const [auth, music] = ['auth.db', 'music.db'].map((name) => new DatabaseSync(join(home, name)))
  const emails = auth!.prepare('select id, emailKey from account limit 2').all() as { id: string; emailKey: string }[]
  const setEmail = auth!.prepare('update account set emailKey = ? where id = ?')
  setEmail.run('in between', emails[0]!.id)
  setEmail.run(emails[0]!.emailKey, emails[1]!.id)
  setEmail.run(emails[1]!.emailKey, emails[0]!.id)
  music!.exec(`delete from track where rowid % 7 = 0; update play set heardMs = 5 where rowid % 900 = 0;
    insert into leaver (userId) values ('late'); delete from outbox where position < 100`)
  auth!.close()
  music!.close()
}

/** @returns what a server says that does not start there */
async function serveOn(home: string) {
  const bell = spawn(process.execPath, [program, 'serve', '--home', home, '--internal-address', '127.0.0.1:26800'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(bell, 'exit')
  const said = await text(bell.stderr)
  expect(await ended).toEqual([1, null])
  return said
}
