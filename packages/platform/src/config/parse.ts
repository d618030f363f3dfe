import type { z } from 'zod'
import { listKeys, nameOf, readText, type ConfigKey, type Given } from './keys.ts'
import { ConfigError, type ConfigProblem } from './problems.ts'
import { readFlags } from './flags.ts'
import { readConfigFile } from './file.ts'
import { readSecretFiles } from './secret-files.ts'

export interface ConfigSources {
  /**
   * `process.env`; an empty variable counts as none, as compose files write them. `BELL_SMTP_URL_FILE` names a file
   * that holds what `BELL_SMTP_URL` would, as containers are given their secrets.
   */
  env: Record<string, string | undefined>
  /** The words after the command: `--port 4100`, `--port=4100`, `--demo`, `--no-demo`. */
  argv: string[]
  /** Path of a JSON object of keys that is read if it is there, unless `--config` or BELL_CONFIG names another. */
  file?: string
}

/**
 * Flags win over the environment, that over the file, that over the schema's defaults. All problems are told at once;
 * values are never repeated in them, since a value may be a secret. @throws ConfigError
 */
export function parseConfig<S extends z.ZodObject>(schema: S, { env, argv, file }: ConfigSources): z.output<S> {
  const keys = listKeys(schema)
  const problems: ConfigProblem[] = []
  const given = new Map([
    ...readSecretFiles(keys, env, problems),
    ...readEnvironment(keys, env),
    ...readFlags(keys, argv, problems),
  ])
  const named = given.get('config')?.value
  const inFile = readConfigFile(
    keys,
    typeof named === 'string' ? { path: named, named: true } : { path: file },
    problems,
  )

  const all = new Map([...inFile, ...given])
  if (!('config' in schema.shape)) all.delete('config')
  const parsed = schema.safeParse(Object.fromEntries([...all].map(([name, { value }]) => [name, value])))
  for (const issue of parsed.error?.issues ?? []) problems.push(explain(issue, keys, all))
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  return parsed.data
}

function readEnvironment(keys: ConfigKey[], env: ConfigSources['env']): Map<string, Given> {
  return new Map(
    keys.flatMap((key) => {
      const text = env[key.env]
      return text ? [[key.name, { value: readText(key.schema, text), source: 'the environment' }]] : []
    }),
  )
}

function explain(issue: z.core.$ZodIssue, keys: ConfigKey[], given: Map<string, Given>): ConfigProblem {
  const key = keys.find(({ name }) => name === issue.path[0])
  if (!key) return { key: 'configuration', message: issue.message }
  const source = given.get(key.name)?.source
  if (source === undefined)
    return { key: nameOf(key), message: `is required${key.description && `: ${key.description}`}` }
  const inside = issue.path.length > 1 ? ` at ${issue.path.slice(1).join('.')}` : ''
  const expected = issue.message.replace(/^Invalid input: /, '')
  return { key: nameOf(key), message: `${expected}${inside} (given by ${source})` }
}
