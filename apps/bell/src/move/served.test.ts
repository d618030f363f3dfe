import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createHttpBrowser } from '../../../../bench/http-browser.ts'
import { frozen } from './broken-move.fixture.ts'
import { testFolder } from './full-home.fixture.ts'
import { account, clientOf, intoFolder, servedAt } from './served.fixture.ts'

const { startOld, startAgain, run, losesNothing } = servedAt(26_810)

test('a move into a new folder while all goes on loses nothing that was acknowledged', { timeout: 240_000 }, () =>
  losesNothing(intoFolder),
)

test(
  'a move that dies at its end leaves a place that can be changed again by itself',
  { timeout: 120_000 },
  async () => {
    const { home, client } = await startSigned()
    const { ended } = runBroken(home, join(await testFolder(), 'new'), 'SIGKILL')
    expect((await ended)[1]).toBe('SIGKILL')

    expect((await client.shuffle()).status).toBe(503)
    await client.untilItMayChange()
  },
)

test('a move that stood still at its end says so, and misses nothing the next time', { timeout: 120_000 }, async () => {
  const { bell, home, client } = await startSigned()
  const newHome = join(await testFolder(), 'new')
  const { command, ended } = runBroken(home, newHome, 'SIGSTOP')
  const said = text(command.stderr)
  await untilFrozen(command)
  expect((await client.shuffle()).status).toBe(503)
  await client.untilItMayChange()
  const written = await client.upload(7)
  command.kill('SIGCONT')

  expect((await ended)[0]).toBe(1)
  expect(await said).toContain('could be written to again')
  expect(await text(run('serve', newHome, []).stderr)).toContain('A move into this place is not done')
  expect(await text(run('move', home, ['--to-home', newHome]).stderr)).toContain('Nothing could be changed for')
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

async function startSigned() {
  const { bell, home } = await startOld()
  const browser = createHttpBrowser(account)
  await browser.signIn(bell.music)
  const client = clientOf(bell, await browser.token(bell.music))
  expect((await client.shuffle()).status).toBe(200)
  return { bell, home, client }
}

/** A move that does this to itself once nobody can write. */
function runBroken(home: string, toHome: string, signal: NodeJS.Signals) {
  const program = join(import.meta.dirname, 'broken-move.fixture.ts')
  const command = spawn(process.execPath, [program, home, toHome, signal], { stdio: ['ignore', 'ignore', 'pipe'] })
  return { command, ended: once(command, 'exit') as Promise<[number | null, NodeJS.Signals | null]> }
}

function untilFrozen({ stderr }: ReturnType<typeof runBroken>['command']) {
  return new Promise<void>((resolve) => {
    createInterface({ input: stderr }).on('line', (line) => line.startsWith(frozen) && resolve())
  })
}
