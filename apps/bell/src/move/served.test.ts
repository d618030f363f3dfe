import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import type { ChildProcess } from 'node:child_process'
import { expect, test } from 'vitest'
import { createHttpBrowser } from '../../../../bench/http-browser.ts'
import { account, clientOf, frozen, intoFolder, servedAt } from './served.fixture.ts'

const { startOld, startAgain, run, losesNothing } = servedAt(26_810)

test('a move into a new folder while all goes on loses nothing that was acknowledged', { timeout: 240_000 }, () =>
  losesNothing(intoFolder),
)

test(
  'a move that dies at its end leaves a place that can be changed again by itself',
  { timeout: 120_000 },
  async () => {
    const { home, client } = await startFilled()
    const { move } = await intoFolder()
    const { ended } = await atTheEnd(run('move', home, move), (command) => command.kill('SIGKILL'))
    expect((await ended)[1]).toBe('SIGKILL')

    expect((await client.shuffle()).status).toBe(503)
    await client.untilItMayChange()
  },
)

test('a move that stood still at its end says so, and misses nothing the next time', { timeout: 180_000 }, async () => {
  const { bell, home, client } = await startFilled()
  const { move, serve } = await intoFolder()
  const command = run('move', home, move)
  const said = text(command.stderr)
  const { ended } = await atTheEnd(command, () => command.kill('SIGSTOP'))
  await client.untilItMayChange()
  const written = await client.upload(7)
  command.kill('SIGCONT')

  expect((await ended)[0]).toBe(1)
  expect(await said).toContain('could be written to again')
  const [newHome] = serve(home)
  expect(await text(run('serve', newHome, []).stderr)).toContain('A move into this place is not done')
  expect(await text(run('move', home, move).stderr)).toContain('Nothing could be changed for')
  await bell.stop()
  const fresh = await startAgain(newHome)
  expect(await clientOf(fresh, client.token).status(written)).toBeTruthy()
})

test('what was moved away can be used again when somebody says so', { timeout: 120_000 }, async () => {
  const { bell, home } = await startOld()
  await bell.stop()
  const { move } = await intoFolder()
  await once(run('move', home, move), 'exit')
  await once(run('move', home, ['--undo']), 'exit')

  const again = await startAgain(home)
  const browser = createHttpBrowser(account)
  await browser.signIn(again.music)
  expect((await clientOf(again, await browser.token(again.music)).shuffle()).status).toBe(200)
})

/** With so many rows that there is time to do something while they are compared for the last time. */
async function startFilled() {
  const { bell, home } = await startOld()
  const browser = createHttpBrowser(account)
  await browser.signIn(bell.music)
  const client = clientOf(bell, await browser.token(bell.music))
  expect((await client.shuffle()).status).toBe(200)
  const music = new DatabaseSync(join(home, 'music.db'), { timeout: 10_000 })
  music.exec(`with recursive n as (select 1 as n union all select n + 1 from n where n < 300000)
    insert into leaver (userId) select 'nobody-' || n from n`)
  music.close()
  return { bell, home, client }
}

/** Does something to a move once nobody can write. */
async function atTheEnd(command: ReturnType<typeof run>, act: (command: ChildProcess) => void) {
  const ended = once(command, 'exit')
  await new Promise<void>((resolve) => {
    createInterface({ input: command.stderr }).on('line', (line) => line.startsWith(frozen) && resolve())
  })
  act(command)
  return { ended }
}
