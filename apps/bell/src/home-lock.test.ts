import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockHome } from './home-lock.ts'

test('a data folder has one server: another is turned away until the first lets go or dies', () => {
  const home = mkdtempSync(join(tmpdir(), 'bell-lock-'))
  const program = `
    const { lockHome } = await import(${JSON.stringify(join(import.meta.dirname, 'home-lock.ts'))})
    console.log(lockHome(${JSON.stringify(home)}) === undefined ? 'turned away' : 'claimed')
    process.kill(process.pid, 'SIGKILL')`
  const another = () => {
    try {
      return execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).trim()
    } catch (error) {
      return String((error as { stdout: string }).stdout).trim()
    }
  }

  const letGo = lockHome(home)
  expect(letGo).toBeDefined()
  expect(another()).toBe('turned away')
  letGo!()
  expect(another()).toBe('claimed')
  // That one was killed while it held the folder.
  expect(lockHome(home)).toBeDefined()
})
