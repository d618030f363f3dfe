import { readFileSync } from 'node:fs'
import { nameOf, readText, type ConfigKey, type Given } from './keys.ts'
import type { ConfigProblem } from './problems.ts'

/**
 * What stands in the files that variables such as `BELL_DATABASE_URL_FILE` name, without the line break at the end:
 * Docker and Kubernetes hand secrets over as files, so that neither `env` nor `docker inspect` shows them.
 */
export function readSecretFiles(
  keys: ConfigKey[],
  env: Record<string, string | undefined>,
  problems: ConfigProblem[],
): Map<string, Given> {
  const given = new Map<string, Given>()
  for (const key of keys) {
    const variable = `${key.env}_FILE`
    const path = env[variable]
    // A setting of that very name means itself.
    if (!path || keys.some((other) => other.env === variable)) continue
    const text = readOnly(path, (message) => problems.push({ key: nameOf(key), message: `${message} (${variable})` }))
    if (text === undefined) continue
    if (env[key.env]) problems.push({ key: nameOf(key), message: `is given twice, also by ${variable}.` })
    else if (text === '') problems.push({ key: nameOf(key), message: `the file ${path} is empty (${variable})` })
    else given.set(key.name, { value: readText(key.schema, text), source: variable })
  }
  return given
}

function readOnly(path: string, tell: (message: string) => void): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${String(error.code)}`
    tell(`the file ${path} ${why}`)
    return undefined
  }
}
