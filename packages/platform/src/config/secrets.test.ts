import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { deriveSecrets, findSecrets, loadSecrets } from './secrets.ts'

const run = promisify(execFile)

test('secrets are made once, are 32 random bytes each, and are the same ever after', async () => {
  const folder = path.join(await temporaryFolder(), 'secrets')
  const first = loadSecrets(folder, ['cookieKey', 'streamKey'])

  expect(Buffer.from(first.cookieKey, 'base64url')).toHaveLength(32)
  expect(first.cookieKey).not.toBe(first.streamKey)
  expect(loadSecrets(folder, ['cookieKey', 'streamKey'])).toEqual(first)
  expect(loadSecrets(folder, ['later', 'cookieKey']).cookieKey).toBe(first.cookieKey)
})

test.skipIf(process.platform === 'win32')(
  'only their owner may read them, and nothing else lies beside them',
  async () => {
    const folder = path.join(await temporaryFolder(), 'secrets')
    loadSecrets(folder, ['a', 'b'])

    expect((await readdir(folder)).toSorted()).toEqual(['a.secret', 'b.secret'])
    expect((await stat(path.join(folder, 'a.secret'))).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  },
)

test('processes that start at the same time agree', async () => {
  const folder = path.join(await temporaryFolder(), 'secrets')
  const names = Array.from({ length: 40 }, (_, n) => `secret${n}`)
  const together = Date.now() + 500
  const script = `
    import { deriveSecrets, loadSecrets } from ${JSON.stringify(path.join(import.meta.dirname, 'secrets.ts'))}
    // Together, so that they meet at every file.
    while (Date.now() < ${together}) {}
    console.log(JSON.stringify(loadSecrets(${JSON.stringify(folder)}, ${JSON.stringify(names)})))`
  const start = () => run(process.execPath, ['--input-type=module', '--eval', script])
  const answers = await Promise.all(Array.from({ length: 4 }, start))

  expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1)
  expect(JSON.parse(answers[0]!.stdout)).toEqual(loadSecrets(folder, names))
  expect(await readdir(folder)).toHaveLength(40)
})

test.skipIf(process.platform === 'win32')('a secret that others may read is refused, with what to do', async () => {
  const folder = await temporaryFolder()
  const file = path.join(folder, 'a.secret')
  const { a } = loadSecrets(folder, ['a'])
  for (const mode of [0o640, 0o604, 0o660]) {
    await chmod(file, mode)
    expect(() => loadSecrets(folder, ['a'])).toThrow(expect.objectContaining({ code: 'secret_exposed' }))
  }
  expect(() => loadSecrets(folder, ['a'])).toThrow(`chmod 600 '${file}'`)

  await chmod(file, 0o600)
  expect(loadSecrets(folder, ['a'])).toEqual({ a })
})

test('a file that holds something else is refused, left alone, and not repeated', async () => {
  const folder = await temporaryFolder()
  const file = path.join(folder, 'a.secret')
  for (const content of ['', 'too short', 'x'.repeat(44)]) {
    await writeFile(file, content, { mode: 0o600 })
    expect(() => loadSecrets(folder, ['a'])).toThrow(
      expect.objectContaining({ code: 'secret_damaged', message: expect.not.stringContaining('short') as string }),
    )
    expect(await readFile(file, 'utf8')).toBe(content)
  }
})

test('a secret that is given from elsewhere needs no file, and leaves none', async () => {
  const folder = await temporaryFolder()

  expect(loadSecrets(folder, ['a', 'b'], { a: 'from the environment' })).toEqual({
    a: 'from the environment',
    b: expect.stringMatching(/^[\w-]{43}$/) as string,
  })
  expect(await readdir(folder)).toEqual(['b.secret'])
})

test('one secret gives all: the same in every process, another for every name and every secret', () => {
  const names = ['a', 'b'] as const
  const first = deriveSecrets('one secret that all processes have', names)

  expect(deriveSecrets('one secret that all processes have', ['b', 'a'])).toEqual(first)
  expect(new Set([...Object.values(first), ...Object.values(deriveSecrets('another', names))]).size).toBe(4)
  expect(Buffer.from(first.a, 'base64url')).toHaveLength(32)
  expect(deriveSecrets('another', names, { a: 'given' }).a).toBe('given')
})

test('of a folder that is somebody else’s those are taken that are there, whoever may read them, and none is made', async () => {
  const folder = await temporaryFolder()
  const { a } = loadSecrets(folder, ['a'])
  await chmod(path.join(folder, 'a.secret'), 0o644)

  expect(findSecrets(folder, ['a', 'b'])).toEqual({ a })
  expect(await readdir(folder)).toEqual(['a.secret'])
  await writeFile(path.join(folder, 'b.secret'), 'too short')
  expect(() => findSecrets(folder, ['a', 'b'])).toThrow(expect.objectContaining({ code: 'secret_damaged' }))
  const missing = path.join(folder, 'missing')
  expect(() => findSecrets(missing, ['a'])).toThrow(expect.objectContaining({ code: 'secret_unreadable' }))
  expect(() => findSecrets(missing, ['a'])).toThrow(`The secrets in ${missing} cannot be read: ENOENT`)
})

async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'bell-secrets-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
