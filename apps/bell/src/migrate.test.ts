import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { musicMigrations } from '@bell/music'
import { lockHome } from './home-lock.ts'

test('bell migrate makes the tables of the products that it is told, and no more, and can be repeated', async () => {
  const home = await temporaryHome()
  for (let times = 0; times < 2; times++) {
    expect(await bell(home, ['migrate', '--services', 'music'])).toEqual({ code: 0, said: 'music  up to date\n' })
  }
  expect((await readdir(home)).filter((name) => /^(auth|img|music)\.db$/.test(name))).toEqual(['music.db'])
  const database = new DatabaseSync(join(home, 'music.db'), { readOnly: true })
  expect(database.prepare('SELECT count(*) AS done FROM migration').get()).toEqual({ done: musicMigrations.length })
  database.close()
})

test('bell migrate leaves a folder alone on which a server runs', async () => {
  const home = await temporaryHome()
  const unlock = lockHome(home)!
  onTestFinished(unlock)

  expect(await bell(home, ['migrate'])).toMatchObject({
    code: 1,
    complained: expect.stringContaining('runs on') as string,
  })
  expect(await readdir(home)).not.toContain('music.db')
})

async function temporaryHome() {
  const home = await mkdtemp(join(tmpdir(), 'bell-migrate-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  return home
}

async function bell(home: string, words: string[]) {
  const program = join(import.meta.dirname, 'main.ts')
  const call = [program, ...words, '--home', home, '--log-level', 'warn']
  try {
    const { stdout } = await promisify(execFile)(process.execPath, call)
    return { code: 0, said: stdout }
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string }
    return { code, complained: stderr }
  }
}
