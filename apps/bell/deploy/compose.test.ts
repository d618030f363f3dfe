import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../tasks/root.ts'
import { readMove, readSettings, unknownSettings } from './settings.ts'

interface Service {
  image?: string
  build?: object
  environment?: Record<string, string>
  env_file?: string[]
  secrets?: string[]
  volumes?: string[]
  depends_on?: Record<string, { condition: string }>
  profiles?: string[]
  healthcheck?: object
  networks?: string[]
  read_only?: boolean
  command?: string[]
}
interface Compose {
  services: Record<string, Service>
  secrets?: Record<string, { file: string }>
  networks?: Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } }>
}

const read = (name: string) => parse(readFileSync(join(root, 'deploy', name), 'utf8'), { merge: true }) as Compose

test.each(['compose.yaml', 'compose.engines.yaml'])('every image of %s has a version', (name) => {
  for (const [service, { image }] of Object.entries(read(name).services)) {
    expect([service, image]).toEqual([service, expect.stringMatching(/^[\w./-]+:v?\d+\.\d[\w.-]*$/)])
  }
})

test('every setting that a container is given is one, and with the secrets that are made, all can be read', async () => {
  const { folder } = await madeSecrets()
  const { services } = read('compose.yaml')
  const products = Object.entries(services).filter(
    ([name, { image }]) => image?.startsWith('musicbell:') && name !== 'move',
  )
  expect(products.map(([name]) => name).toSorted()).toEqual(
    'auth consumer img migrate music relay scheduler worker'.split(' '),
  )

  for (const [name, { environment = {} }] of products) {
    expect([name, unknownSettings(Object.keys(environment))]).toEqual([name, []])
    const config = readSettings(environmentIn(folder, environment))
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
      expect([name, own, healthcheck]).toEqual([name, ['inside'], expect.anything()])
  }
})

test('nginx meets the others only where they trust it, so that each listener is known by an address', () => {
  const { services, networks } = read('compose.yaml')
  const { nginx, ...others } = services
  const trusted = others['auth']!.environment!['BELL_TRUSTED_PROXIES']
  for (const [name, { networks: own = [] }] of Object.entries(others)) {
    const shared = own.filter((network) => nginx!.networks!.includes(network))
    const subnets = shared.map((network) => networks![network]?.ipam?.config[0]?.subnet)
    expect([name, subnets]).toEqual([name, subnets.map(() => trusted)])
  }
})

test('one machine’s folder moves to where the containers keep everything, before any of them runs, and with its secrets', async () => {
  const { folder } = await madeSecrets()
  const { move, music } = read('compose.yaml').services
  const to = readMove(environmentIn(folder, move!.environment!))
  const used = readSettings(environmentIn(folder, music!.environment!))

  expect(to).toMatchObject({ home: '/old', databaseUrl: 'sqlite', blobsUrl: 'files', eventsUrl: 'embedded' })
  expect([to['toDatabaseUrl'], to['toBlobsUrl']]).toEqual([used.databaseUrl, used.blobsUrl])
  expect(move).toMatchObject({ profiles: ['move'], command: ['move'], networks: ['inside'] })
  expect(Object.keys(move!.depends_on!)).toEqual(['postgres', 's3'])
  expect(music!.volumes).toEqual([`./secrets/kept:${used.secretsFolder}:ro`])
  expect((await stat(join(folder, 'secrets/kept'))).mode & 0o777).toBe(0o755)
})

test('the domain and other settings stand in a file beside compose.yaml, which is made once and git never sees', async () => {
  const { folder } = await madeSecrets()
  const { services } = read('compose.yaml')
  const file = join(folder, '.env')

  expect(await readFile(file, 'utf8')).toBe('BELL_DOMAIN=example.org\n')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  for (const [name, { image, env_file }] of Object.entries(services))
    if (image?.startsWith('musicbell:')) expect([name, env_file]).toEqual([name, ['.env']])
  expect(() => execFileSync('git', ['check-ignore', '-q', 'deploy/.env'], { cwd: root })).not.toThrow()
})

/** What a container would see, with the files that are shown to it where they are here. */
function environmentIn(folder: string, environment: Record<string, string>) {
  const { secrets } = read('compose.yaml')
  const here = Object.entries(environment).map(([variable, value]) => [
    variable,
    value
      .replace(/^\/run\/secrets\/([\w-]+)$/, (_, secret: string) => join(folder, secrets![secret]!.file))
      .replace(/\$\{\w+:-([^}]*)\}/, '$1'),
  ])
  return Object.fromEntries(here) as Record<string, string>
}

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
