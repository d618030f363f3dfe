import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { testFolder } from './move/full-home.fixture.ts'
import { bringSecrets, findCommandKey, readSecrets } from './secrets.ts'

const names = ['auth-seal', 'cookies', 'command-line'] as const
const one = ['--secret', 'one-secret-that-all-processes-have']
const homeIn = async (name: string) => ['--home', join(await testFolder(), name)]

test('secrets that an installation brought along win over those of now', async () => {
  const old = readConfig(await homeIn('old'))
  const brought = readSecrets(old, names)
  const folder = ['--secrets-folder', join(old.home, 'secrets')]
  await rm(join(old.home, 'secrets/cookies.secret'))
  const home = await homeIn('new')

  const derived = readSecrets(readConfig([...home, ...one]), names)
  const moved = readConfig([...home, ...one, ...folder])
  expect(readSecrets(moved, names)).toEqual({ ...brought, cookies: derived.cookies })
  expect(findCommandKey(moved)).toBe(brought['command-line'])
  // The seal must be replaceable alone.
  const sealed = readConfig([...home, ...one, ...folder, '--auth-seal', derived['auth-seal']])
  expect(readSecrets(sealed, names)['auth-seal']).toBe(derived['auth-seal'])

  const onFiles = readConfig([...home, ...folder])
  expect(findCommandKey(onFiles)).toBe(brought['command-line'])
  const made = readSecrets(readConfig(home), names)
  expect(readSecrets(onFiles, names)).toEqual({ ...brought, cookies: made.cookies })

  // A backup holds what is in use.
  const backup = readConfig(await homeIn('backup'))
  bringSecrets(moved, backup.home)
  expect(readSecrets(backup, names)).toEqual(readSecrets(moved, names))
})
