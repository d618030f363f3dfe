import type { z } from 'zod'
import { listKeys, type ConfigKey } from './keys.ts'

/** One paragraph a key, for `--help`: its flag, its name in the environment, what it is for, its default. */
export function describeConfig(schema: z.ZodObject): string {
  const rows = listKeys(schema).map((key) => ({ left: usage(key), right: explanation(key), env: key.env }))
  const flagWidth = Math.max(0, ...rows.map(({ left }) => left.length))
  const envWidth = Math.max(0, ...rows.map(({ env }) => env.length))
  return rows
    .map(({ left, env, right }) => `  ${left.padEnd(flagWidth)}  ${env.padEnd(envWidth)}  ${right}`.trimEnd())
    .join('\n')
}

function usage({ flag, kind }: ConfigKey) {
  return kind === 'boolean' ? flag : `${flag} <${kind === 'list' ? 'a,b,…' : kind}>`
}

function explanation({ description, required, default: value }: ConfigKey) {
  if (required) return `${description} (required)`.trim()
  if (value === undefined) return description
  const shown = Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value)
  return shown === '' ? description : `${description} (default ${shown})`.trim()
}
