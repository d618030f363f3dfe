import { describeConfig, parseConfig } from '@bell/platform/config'
import { ConfigSchema } from '../src/config.ts'
import { localCommands } from '../src/local-commands.ts'

const known = new Set(describeConfig(ConfigSchema).match(/(?<= )(BELL_[A-Z_]+|SERVICES|ROLES)(?= )/g))

/** Of these variables, those that would be the program's and mean nothing to it. */
export function unknownSettings(variables: string[]) {
  return variables.filter((name) => !known.has(name.replace(/_FILE$/, '')) && !name.startsWith('AWS_'))
}

/** What the program would read of them. @throws ConfigError */
export const readSettings = (env: Record<string, string>) => parseConfig(ConfigSchema, { env, argv: [] })

/** What `bell move` would read of them. @throws ConfigError */
export const readMove = (env: Record<string, string>) =>
  parseConfig(ConfigSchema.extend(localCommands['move']!.input.shape), { env, argv: [] })
