import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { deriveSecrets, loadSecrets } from '@bell/platform/config'
import type { Config } from './config.ts'

/**
 * Who holds which: `auth-seal` AuthBell alone, `client-…` that product and AuthBell, `cookies` and what signs addresses
 * the processes of their product. A process asks for no more than it needs, so that its folder need not hold more.
 */
export type SecretName =
  | 'auth-seal'
  | 'client-auth'
  | 'client-img'
  | 'client-music'
  | 'command-line'
  | 'cookies'
  | 'pictures'
  | 'streams'

type Sources = Pick<Config, 'home' | 'secret' | 'authSeal'>

/**
 * Derived from the one secret that the configuration gives, or else from files in the data folder, made at first need.
 * @throws SecretsError
 */
export function readSecrets<N extends SecretName>(config: Sources, names: readonly N[]): Record<N, string> {
  const given = { 'auth-seal': config.authSeal } as { [name in N]?: string | undefined }
  return config.secret === undefined
    ? loadSecrets(folderOf(config), names, given)
    : deriveSecrets(config.secret, names, given)
}

/** What authorises commands to a server that runs with this configuration; undefined where none ever did. */
export function findCommandKey(config: Sources): string | undefined {
  const isThere = config.secret !== undefined || existsSync(join(folderOf(config), 'command-line.secret'))
  return isThere ? readSecrets(config, ['command-line'])['command-line'] : undefined
}

const folderOf = ({ home }: Sources) => join(home, 'secrets')
