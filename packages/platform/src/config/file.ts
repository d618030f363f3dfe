import { readFileSync } from 'node:fs'
import { readText, type ConfigKey, type Given } from './keys.ts'
import { didYouMean } from './nearest.ts'
import type { ConfigProblem } from './problems.ts'

/** A JSON object of keys. One that nobody `named` may be missing. */
export function readConfigFile(
  keys: ConfigKey[],
  { path, named = false }: { path?: string; named?: boolean },
  problems: ConfigProblem[],
): Map<string, Given> {
  const given = new Map<string, Given>()
  if (path === undefined) return given
  const content = readObject(path, named, problems)
  const names = keys.flatMap(({ name }) => (name === 'config' ? [] : name))
  for (const [name, value] of Object.entries(content)) {
    const key = keys.find((known) => known.name === name && names.includes(name))
    if (!key) problems.push({ key: name, message: `is unknown (in ${path}).${didYouMean(name, names)}` })
    else given.set(name, { value: typeof value === 'string' ? readText(key.schema, value) : value, source: path })
  }
  return given
}

function readObject(path: string, named: boolean, problems: ConfigProblem[]): object {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content
    problems.push({ key: path, message: 'is not a JSON object of keys and values.' })
  } catch (error) {
    // The parser's own words would quote the file, which may hold secrets.
    if (error instanceof SyntaxError) problems.push({ key: path, message: 'is not valid JSON.' })
    else if (!(error instanceof Error && 'code' in error)) throw error
    else if (error.code !== 'ENOENT') problems.push({ key: path, message: `cannot be read (${String(error.code)}).` })
    else if (named) problems.push({ key: path, message: 'does not exist.' })
  }
  return {}
}
