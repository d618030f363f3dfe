import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deriveSecrets, findSecrets, loadSecrets } from '@bell/platform/config'
import type { Config } from './config.ts'

/**
 * Who holds which: `auth-seal` AuthBell alone, `client-…` that product and AuthBell, `cookies` and what signs addresses
 * the processes of their product. A process asks for no more than it needs, so that its folder need not hold more.
 */
const secretNames = [
  'auth-seal',
  'client-auth',
  'client-img',
  'client-music',
  'command-line',
  'cookies',
  'pictures',
  'streams',
] as const
export type SecretName = (typeof secretNames)[number]

type Sources = Pick<Config, 'home' | 'secret' | 'secretsFolder' | 'authSeal'>

/**
 * Derived from the one secret that the configuration gives, or else from files in the data folder, made at first need;
 * before both, those that an installation brought along when it moved here.
 * @throws SecretsError
 */
export function readSecrets<N extends SecretName>(config: Sources, names: readonly N[]): Record<N, string> {
  const brought: { [name in SecretName]?: string } = findBrought(config, names)
  const given = { ...brought, 'auth-seal': config.authSeal ?? brought['auth-seal'] }
  return config.secret === undefined
    ? loadSecrets(folderOf(config), names, given)
    : deriveSecrets(config.secret, names, given)
}

/** Writes all of them into another data folder; those that stand there already are kept: whoever put them knows why. */
export function bringSecrets(config: Sources, home: string) {
  const folder = folderOf({ ...config, home })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const [name, secret] of Object.entries(readSecrets(config, secretNames))) {
    const file = join(folder, `${name}.secret`)
    if (!existsSync(file)) writeFileSync(file, `${secret}\n`, { mode: 0o600, flush: true })
  }
}

/** What authorises commands to a server that runs with this configuration; undefined where none ever did. */
export function findCommandKey(config: Sources): string | undefined {
  const isThere =
    config.secret !== undefined ||
    existsSync(join(folderOf(config), 'command-line.secret')) ||
    'command-line' in findBrought(config, ['command-line'])
  return isThere ? readSecrets(config, ['command-line'])['command-line'] : undefined
}

function findBrought<N extends SecretName>({ secretsFolder }: Sources, names: readonly N[]) {
  return secretsFolder === undefined ? {} : findSecrets(secretsFolder, names)
}

const folderOf = ({ home }: Sources) => join(home, 'secrets')
