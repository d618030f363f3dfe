import { nameOf, readText, type ConfigKey, type Given } from './keys.ts'
import { didYouMean } from './nearest.ts'
import type { ConfigProblem } from './problems.ts'

/** Reads `--key value`, `--key=value`, and for yes or no also `--key` and `--no-key`. */
export function readFlags(keys: ConfigKey[], argv: string[], problems: ConfigProblem[]): Map<string, Given> {
  const given = new Map<string, Given>()
  const words = [...argv]
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (!word.startsWith('--')) {
      problems.push({ key: word, message: 'is not a flag; flags begin with --.' })
      continue
    }
    const [flag = '', ...rest] = word.split('=')
    const key = keys.find((known) => known.flag === flag)
    const denied = keys.find((known) => known.kind === 'boolean' && known.flag.replace('--', '--no-') === flag)
    const hasValue = rest.length > 0 || words[0]?.startsWith('--') === false

    if (key && rest.length > 0) given.set(key.name, { value: readText(key.schema, rest.join('=')), source: flag })
    else if (key?.kind === 'boolean') given.set(key.name, { value: true, source: flag })
    else if (key && hasValue) given.set(key.name, { value: readText(key.schema, words.shift()!), source: flag })
    else if (key) problems.push({ key: nameOf(key), message: `needs a value: ${flag} <${key.kind}>` })
    else if (denied && rest.length === 0) given.set(denied.name, { value: false, source: flag })
    else {
      problems.push({
        key: flag,
        message: `is unknown.${didYouMean(
          flag,
          keys.map((known) => known.flag),
        )}`,
      })
      // Its value is no second mistake.
      if (hasValue && rest.length === 0) words.shift()
    }
  }
  return given
}
