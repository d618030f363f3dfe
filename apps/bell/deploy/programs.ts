import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { canInstall, installPackages } from '../../../e2e/debian.ts'
import { root } from '../tasks/root.ts'

const helmVersion = 'v3.22.0'
const helmFolder = join(root, 'node_modules/.cache/helm')

/** bubblewrap, which stands for a container engine. @throws Error with one sentence that says what to do */
export function ensureBubblewrap(): string {
  const program = '/usr/bin/bwrap'
  if (!existsSync(program) && canInstall()) installPackages('bubblewrap')
  if (!existsSync(program)) throw new Error(`bubblewrap is missing at ${program}: install the package bubblewrap.`)
  return program
}

/** Helm: the one on the PATH, or built by Go, which takes minutes once. @throws Error with one sentence that says what to do */
export function ensureHelm(): string {
  if (spawnSync('helm', ['version']).status === 0) return 'helm'
  const program = join(helmFolder, 'helm')
  for (let tries = 0; tries < 2 && !existsSync(program); tries++) {
    console.error(`Building helm ${helmVersion} …`)
    const env = { ...process.env, GOBIN: helmFolder }
    // A module that hangs on its way comes at the second try.
    spawnSync('go', ['install', `helm.sh/helm/v3/cmd/helm@${helmVersion}`], { env, stdio: 'inherit', timeout: 600_000 })
  }
  if (!existsSync(program)) throw new Error('helm is missing: install it, or Go to build it.')
  return program
}
