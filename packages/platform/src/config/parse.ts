import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { listKeys, readText, type ConfigKey } from './keys.ts'
import { nearest } from './nearest.ts'

export interface ConfigSources {
  /** `process.env`; an empty variable counts as none, as compose files write them. */
  env: Record<string, string | undefined>
  /** The words after the command: `--port 4100`, `--port=4100`, `--demo`, `--no-demo`. */
  argv: string[]
  /** Path of a JSON object of keys; a file that does not exist is none. */
  file?: string
}

export interface ConfigProblem {
  /** The names by which the person knows it, such as `--port (BELL_PORT)`. */
  key: string
  message: string
}

export class ConfigError extends Error {
  readonly code = 'config_invalid'
  readonly problems: ConfigProblem[]
  constructor(problems: ConfigProblem[]) {
    super(`The configuration does not hold:\n${problems.map(({ key, message }) => `  ${key}: ${message}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

interface Given {
  value: unknown
  source: string
}

/**
 * Flags win over the environment, that over the file, that over the schema's defaults. All problems are told at once;
 * values are never repeated in them, since a value may be a secret. @throws ConfigError
 */
export function parseConfig<S extends z.ZodObject>(schema: S, { env, argv, file }: ConfigSources): z.output<S> {
  const keys = listKeys(schema)
  const problems: ConfigProblem[] = []
  const given = new Map<string, Given>()

  readFile(keys, file, given, problems)
  readEnvironment(keys, env, given)
  readFlags(keys, argv, given, problems)

  const parsed = schema.safeParse(Object.fromEntries([...given].map(([name, { value }]) => [name, value])))
  for (const issue of parsed.error?.issues ?? []) {
    const key = keys.find(({ name }) => name === issue.path[0])
    if (!key) {
      problems.push({ key: 'configuration', message: issue.message })
      continue
    }
    const inside = issue.path.length > 1 ? ` at ${issue.path.slice(1).join('.')}` : ''
    const source = given.get(key.name)?.source
    problems.push({
      key: nameOf(key),
      message: source
        ? `${issue.message}${inside} (given by ${source})`
        : `is required${key.description ? `: ${key.description}` : ''}`,
    })
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  return parsed.data
}

function readFile(keys: ConfigKey[], file: string | undefined, given: Map<string, Given>, problems: ConfigProblem[]) {
  const content = file === undefined ? undefined : readObject(file, problems)
  for (const [name, value] of Object.entries(content ?? {})) {
    const key = keys.find((candidate) => candidate.name === name)
    if (!key) {
      problems.push({
        key: name,
        message: `is unknown in ${file}.${suggest(
          name,
          keys.map((known) => known.name),
        )}`,
      })
      continue
    }
    given.set(name, { value: typeof value === 'string' ? readText(key.schema, value) : value, source: file! })
  }
}

function readObject(file: string, problems: ConfigProblem[]): object | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content
    problems.push({ key: file, message: 'is not a JSON object of keys and values' })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    problems.push({ key: file, message: `cannot be read as JSON: ${String(error)}` })
  }
  return undefined
}

function readEnvironment(keys: ConfigKey[], env: ConfigSources['env'], given: Map<string, Given>) {
  for (const key of keys) {
    const text = env[key.env]
    if (text) given.set(key.name, { value: readText(key.schema, text), source: `the environment` })
  }
}

function readFlags(keys: ConfigKey[], argv: string[], given: Map<string, Given>, problems: ConfigProblem[]) {
  const words = [...argv]
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (!word.startsWith('--')) {
      problems.push({ key: word, message: 'is not a flag; flags begin with --' })
      continue
    }
    const [flag = '', ...rest] = word.split('=')
    const key = keys.find((candidate) => candidate.flag === flag)
    const negated = keys.find(
      (candidate) => candidate.kind === 'boolean' && candidate.flag === flag.replace('--no-', '--'),
    )
    if (!key && !negated) {
      problems.push({
        key: flag,
        message: `is unknown.${suggest(
          flag,
          keys.map((known) => known.flag),
        )}`,
      })
      // Its value is not a second mistake.
      if (rest.length === 0 && words[0]?.startsWith('--') === false) words.shift()
    } else if (!key) {
      given.set(negated!.name, { value: false, source: flag })
    } else if (rest.length > 0) {
      given.set(key.name, { value: readText(key.schema, rest.join('=')), source: flag })
    } else if (key.kind === 'boolean') {
      given.set(key.name, { value: true, source: flag })
    } else if (words[0] === undefined || words[0].startsWith('--')) {
      problems.push({ key: nameOf(key), message: `needs a value: ${flag} <${key.kind}>` })
    } else {
      given.set(key.name, { value: readText(key.schema, words.shift()!), source: flag })
    }
  }
}

function nameOf(key: ConfigKey) {
  return `${key.flag} (${key.env})`
}

function suggest(word: string, known: string[]) {
  const best = nearest(word, known)
  return best === undefined ? '' : ` Did you mean ${best}?`
}
