import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { ConfigError, describeConfig, parseConfig } from './index.ts'

const schema = z.strictObject({
  home: z
    .string()
    .default('data')
    .transform((folder) => path.resolve('/srv', folder))
    .describe('the folder of everything'),
  musicPort: z.coerce.number().int().min(1).max(65_535).default(4100).describe('where MusicBell listens'),
  internalAddress: z.string().regex(/:\d+$/, 'expected host:port, such as 127.0.0.1:4900').optional(),
  demo: z.boolean().default(false).describe('load the demonstration catalogue'),
  proxies: z.array(z.ipv4()).default([]),
  services: z
    .array(z.enum(['auth', 'music', 'img']))
    .default(['auth', 'music', 'img'])
    .meta({ env: 'SERVICES' }),
  limits: z.object({ uploadBytes: z.int() }).optional(),
})

const parse = (argv: string[], env: Record<string, string> = {}, file?: string) =>
  parseConfig(schema, { argv, env, file })

test('without anything given, the defaults hold', () => {
  expect(parse([])).toEqual({
    home: '/srv/data',
    musicPort: 4100,
    demo: false,
    proxies: [],
    services: ['auth', 'music', 'img'],
  })
})

test('flags win over the environment, that over the file, that over the defaults', async () => {
  const file = await temporaryFile({ musicPort: 1, home: 'file', demo: true, limits: { uploadBytes: 5 } })

  expect(parse(['--music-port', '3'], { BELL_MUSIC_PORT: '2', BELL_HOME: 'env' }, file)).toMatchObject({
    musicPort: 3,
    home: '/srv/env',
    demo: true,
    limits: { uploadBytes: 5 },
  })
})

test('text is read as what the key is', () => {
  expect(parse(['--music-port=5', '--proxies', '10.0.0.1, 10.0.0.2', '--services=auth,img', '--demo'])).toMatchObject({
    musicPort: 5,
    proxies: ['10.0.0.1', '10.0.0.2'],
    services: ['auth', 'img'],
    demo: true,
  })
  const environment = { BELL_DEMO: 'yes', SERVICES: 'music', BELL_LIMITS: '{"uploadBytes":1}' }
  expect(parse([], environment)).toMatchObject({ demo: true, services: ['music'], limits: { uploadBytes: 1 } })
  expect(parse(['--no-demo'], environment)).toMatchObject({ demo: false })
  expect(parse(['--demo=off'], environment)).toMatchObject({ demo: false })
})

test('a value may hold an equals sign, an empty variable is none', () => {
  expect(parse(['--home=a=b'], { BELL_MUSIC_PORT: '' })).toMatchObject({ home: '/srv/a=b', musicPort: 4100 })
})

test('a variable that ends in _FILE names a file with the value, of whatever kind the key is', async () => {
  const port = await temporaryFile('7\n')
  const home = await temporaryFile('a b \n')
  const env = { BELL_MUSIC_PORT_FILE: port, BELL_HOME_FILE: home, SERVICES_FILE: await temporaryFile('auth,img') }

  expect(parse([], env)).toMatchObject({ musicPort: 7, home: '/srv/a b ', services: ['auth', 'img'] })
  expect(parse(['--music-port', '8'], env)).toMatchObject({ musicPort: 8 })
  expect(parse([], { BELL_MUSIC_PORT_FILE: '' })).toMatchObject({ musicPort: 4100 })
})

test('a file of a variable that is missing, empty, wrong or a second answer is refused without quoting it', async () => {
  const empty = await temporaryFile('\n')
  const secret = await temporaryFile('hunter2')
  const { message, problems } = refused([], {
    BELL_HOME_FILE: '/not/there',
    BELL_DEMO_FILE: empty,
    BELL_MUSIC_PORT_FILE: secret,
    BELL_INTERNAL_ADDRESS_FILE: secret,
    BELL_INTERNAL_ADDRESS: '127.0.0.1:1',
  })

  expect(problems).toEqual([
    { key: '--home (BELL_HOME)', message: 'the file /not/there does not exist (BELL_HOME_FILE)' },
    {
      key: '--internal-address (BELL_INTERNAL_ADDRESS)',
      message: 'is given twice, also by BELL_INTERNAL_ADDRESS_FILE.',
    },
    { key: '--demo (BELL_DEMO)', message: `the file ${empty} is empty (BELL_DEMO_FILE)` },
    {
      key: '--music-port (BELL_MUSIC_PORT)',
      message: expect.stringMatching(/^expected number.*BELL_MUSIC_PORT_FILE/) as string,
    },
  ])
  expect(message).not.toContain('hunter2')
})

test('a setting whose own name ends in _FILE means itself', () => {
  const both = z.object({ tls: z.string().optional(), tlsFile: z.string().optional() })
  expect(parseConfig(both, { argv: [], env: { BELL_TLS_FILE: '/a' } })).toEqual({ tlsFile: '/a' })
})

test('every error names flag and variable, says what is expected and who gave it, and repeats no value', () => {
  const { message, problems } = refused(['--internal-address', 'hunter2'], {
    BELL_MUSIC_PORT: 's3cret',
    SERVICES: 'auth,movies',
  })

  expect(problems).toEqual([
    {
      key: '--music-port (BELL_MUSIC_PORT)',
      message: expect.stringMatching(/^expected number.*the environment/) as string,
    },
    {
      key: '--internal-address (BELL_INTERNAL_ADDRESS)',
      message: 'expected host:port, such as 127.0.0.1:4900 (given by --internal-address)',
    },
    { key: '--services (SERVICES)', message: expect.stringMatching(/"auth"\|"music"\|"img" at 1/) as string },
  ])
  expect(message).not.toMatch(/hunter2|s3cret|movies/)
  for (const { key } of problems) expect(message).toContain(key)
})

test('what is required says so, with what it is for', () => {
  const required = z.object({ issuer: z.url().describe('AuthBell’s address'), name: z.string() })
  const { problems } = refusedBy(() => parseConfig(required, { env: {}, argv: [] }))

  expect(problems).toEqual([
    { key: '--issuer (BELL_ISSUER)', message: 'is required: AuthBell’s address' },
    { key: '--name (BELL_NAME)', message: 'is required' },
  ])
})

test('an unknown flag is refused with the nearest known one', () => {
  expect(refused(['--musik-port', '4', '--xyzzy', '--no-demmo', 'word', '--no-home']).problems).toEqual([
    { key: '--musik-port', message: 'is unknown. Did you mean --music-port?' },
    { key: '--xyzzy', message: 'is unknown.' },
    { key: '--no-demmo', message: expect.stringContaining('is unknown.') as string },
    { key: '--no-home', message: 'is unknown. Did you mean --home?' },
  ])
})

test('a flag without its value, and a word without a flag, are refused', () => {
  expect(refused(['stray', '--home', '--demo', '--music-port']).problems).toEqual([
    { key: 'stray', message: 'is not a flag; flags begin with --.' },
    { key: '--home (BELL_HOME)', message: 'needs a value: --home <text>' },
    { key: '--music-port (BELL_MUSIC_PORT)', message: 'needs a value: --music-port <number>' },
  ])
})

test('the file may be named by flag or variable, and must then be there', async () => {
  const file = await temporaryFile({ musicPort: '7' })

  expect(parse(['--config', file])).toMatchObject({ musicPort: 7 })
  expect(parse([], { BELL_CONFIG: file }, '/not/there.json')).toMatchObject({ musicPort: 7 })
  expect(parse([], {}, '/not/there.json')).toMatchObject({ musicPort: 4100 })
  expect(refused(['--config', '/not/there.json']).problems).toEqual([
    { key: '/not/there.json', message: 'does not exist.' },
  ])
})

test('a file with other keys, or that is no JSON object, is refused without quoting it', async () => {
  const misspelt = await temporaryFile({ musicPrt: 1, config: 'x' })
  expect(refused([], {}, misspelt).problems).toEqual([
    { key: 'musicPrt', message: `is unknown (in ${misspelt}). Did you mean musicPort?` },
    { key: 'config', message: `is unknown (in ${misspelt}).` },
  ])
  for (const content of ['[]', '"a"', '{ "secret": hunter2 }']) {
    const { message } = refused([], {}, await temporaryFile(content))
    expect(message).toMatch(/is not (a JSON object|valid JSON)/)
    expect(message).not.toContain('hunter2')
  }
})

test('the description lists every key with its names, its purpose and its default', () => {
  const lines = describeConfig(schema).split('\n')

  expect(lines).toHaveLength(8)
  expect(lines[0]).toMatch(/^ {2}--config <text> +BELL_CONFIG +a JSON file/)
  expect(lines[1]).toMatch(/--home <text> +BELL_HOME +the folder of everything \(default \/srv\/data\)/)
  expect(lines[2]).toMatch(/--music-port <number> +BELL_MUSIC_PORT +where MusicBell listens \(default 4100\)/)
  expect(lines[4]).toMatch(/--demo +BELL_DEMO +load the demonstration catalogue/)
  expect(lines[6]).toMatch(/--services <a,b,…> +SERVICES +\(default auth,music,img\)/)
  expect(describeConfig(z.object({ issuer: z.url().describe('AuthBell') }))).toContain('AuthBell (required)')
})

function refused(argv: string[], env: Record<string, string> = {}, file?: string) {
  return refusedBy(() => parse(argv, env, file))
}

function refusedBy(work: () => unknown): ConfigError {
  try {
    work()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('it was accepted')
}

async function temporaryFile(content: unknown) {
  const folder = await mkdtemp(path.join(tmpdir(), 'bell-config-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'config.json')
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}
