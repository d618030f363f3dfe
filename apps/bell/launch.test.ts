import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'

/** Takes a second to stop, in which the launcher looks after its parent several times; says what it is told. */
const program = `
process.on('SIGTERM', () => {
  console.log('told to stop')
  setTimeout(() => process.exit(7), 1000)
})
setInterval(() => {}, 1000)
console.log('Ready')
`

/** A project of the launcher and that program: installed, and with nothing to build. */
function makeProject() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bell-launch-')))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const write = (path: string, content: string) => writeFileSync(join(root, path), content)
  for (const folder of ['node_modules', 'apps/bell/src', 'apps/bell/tasks'])
    mkdirSync(join(root, folder), { recursive: true })
  write('package.json', JSON.stringify({ type: 'module', scripts: { start: 'node apps/bell/launch.mjs start' } }))
  write('package-lock.json', '{}')
  write('node_modules/.installed', createHash('sha256').update('{}').digest('hex'))
  write('apps/bell/tasks/build-web.ts', '')
  write('apps/bell/src/main.ts', program)
  copyFileSync(join(import.meta.dirname, 'launch.mjs'), join(root, 'apps/bell/launch.mjs'))
  return root
}

function start(command: string, args: string[]) {
  const child = spawn(command, args, { cwd: makeProject(), stdio: ['ignore', 'pipe', 'inherit'] })
  // Open until the program itself has ended.
  const said = text(child.stdout)
  return { child, said, isReady: untilReady(child) }
}

async function untilReady({ stdout }: ChildProcess) {
  for (let said = ''; !said.includes('Ready\n');) said += String((await once(stdout!, 'data'))[0])
}

test('a launcher that is told to stop tells its program, and ends with the program’s exit code', async () => {
  const { child, said, isReady } = start(process.execPath, ['apps/bell/launch.mjs', 'start'])
  const ended = once(child, 'exit')
  await isReady

  child.kill('SIGTERM')

  expect(await ended).toEqual([7, null])
  expect((await said).match(/told to stop/g)).toHaveLength(1)
})

test('npm start that is told to stop, of which npm tells only its shell, tells the program once', async () => {
  const { child, said, isReady } = start('npm', ['start'])
  await isReady

  child.kill('SIGTERM')

  expect((await said).match(/told to stop/g)).toHaveLength(1)
})
