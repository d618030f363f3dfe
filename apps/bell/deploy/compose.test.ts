import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../tasks/root.ts'
import { readSettings, unknownSettings } from './settings.ts'

interface Service {
  image?: string
  build?: object
  environment?: Record<string, string>
  secrets?: string[]
  healthcheck?: object
  networks?: string[]
  read_only?: boolean
  command?: string[]
}
interface Compose {
  services: Record<string, Service>
  secrets?: Record<string, { file: string }>
  networks?: Record<string, { internal?: boolean }>
}

const read = (name: string) => parse(readFileSync(join(root, 'deploy', name), 'utf8'), { merge: true }) as Compose

test.each(['compose.yaml', 'compose.engines.yaml'])('every image of %s has a version', (name) => {
  for (const [service, { image }] of Object.entries(read(name).services)) {
    expect([service, image]).toEqual([service, expect.stringMatching(/^[\w./-]+:v?\d+\.\d[\w.-]*$/)])
  }
})

test('every setting that a container is given is one, and with the secrets that are made, all can be read', async () => {
  const { folder } = await madeSecrets()
  const { services, secrets } = read('compose.yaml')
  const products = Object.entries(services).filter(([, { image }]) => image?.startsWith('musicbell:'))
  expect(products.map(([name]) => name).toSorted()).toEqual(
    'auth consumer img migrate music relay scheduler worker'.split(' '),
  )

  for (const [name, { environment = {} }] of products) {
    expect([name, unknownSettings(Object.keys(environment))]).toEqual([name, []])
    const here = Object.entries(environment).map(([variable, value]) => [
      variable,
      value
        .replace(/^\/run\/secrets\/([\w-]+)$/, (_, secret: string) => join(folder, secrets![secret]!.file))
        .replace(/\$\{\w+:-([^}]*)\}/, '$1'),
    ])
    const config = readSettings(Object.fromEntries(here) as Record<string, string>)
    expect(config.databaseUrl).toMatch(/^postgres:\/\/bell:[0-9a-f]{64}@postgres:5432\/bell$/)
    expect(config.secret).toMatch(/^[0-9a-f]{64}$/)
  }
  const roles = products.flatMap(([, { environment }]) => environment?.['ROLES'] ?? [])
  expect(new Set(roles)).toEqual(new Set(['web', 'relay', 'consumer', 'worker', 'scheduler']))
})

test('every secret is a file that is made once, that somebody reads, and that git and images never see', async () => {
  const { folder, make } = await madeSecrets()
  const { services, secrets } = read('compose.yaml')
  const used = new Set(Object.values(services).flatMap(({ secrets: names = [] }) => names))

  expect(new Set(Object.keys(secrets!))).toEqual(used)
  const before = await contents(folder)
  for (const { file } of Object.values(secrets!)) expect(before).toHaveProperty([file])
  expect((await stat(join(folder, 'secrets'))).mode & 0o777).toBe(0o700)
  make()
  expect(await contents(folder)).toEqual(before)
  expect(() => execFileSync('git', ['check-ignore', '-q', 'deploy/secrets/bell-secret'], { cwd: root })).not.toThrow()
})

test('engines and their neighbours have no way out, and what is ours runs on a root that cannot be written', () => {
  const { services, networks } = read('compose.yaml')
  expect(networks!['inside']).toMatchObject({ internal: true })
  for (const [name, { environment, healthcheck, read_only, networks: own }] of Object.entries(services)) {
    if (environment?.['BELL_SECRET_FILE']) expect([name, read_only]).toEqual([name, true])
    if (['postgres', 'redis', 'kafka', 'opensearch', 's3'].includes(name))
      expect([name, own]).toEqual([name, ['inside']])
    if (['postgres', 'redis', 'kafka', 'opensearch'].includes(name)) expect(healthcheck).toBeDefined()
  }
})

async function madeSecrets() {
  const folder = await mkdtemp(join(tmpdir(), 'bell-secrets-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(join(root, 'deploy/make-secrets'), join(folder, 'make-secrets'))
  const make = () => execFileSync(join(folder, 'make-secrets'), ['example.org'], { stdio: 'ignore' })
  make()
  return { folder, make }
}

async function contents(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found = entries.filter((entry) => entry.isFile() && entry.name !== 'make-secrets')
  const named = found.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name)
    return [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const
  })
  return Object.fromEntries(await Promise.all(named))
}
