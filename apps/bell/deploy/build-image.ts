import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { readDockerfile, type Instruction } from './dockerfile.ts'

/** A stage that was built: its files, and what its instructions set for what runs in it. */
export interface Image {
  root: string
  folder: string
  env: Record<string, string>
  /** Of ENTRYPOINT and HEALTHCHECK. */
  commands: Record<string, string[]>
}

const debianFolders = ['usr', 'bin', 'sbin', 'lib', 'lib64', 'etc']

/** Packages of the base images (Debian, slim) that programs link to. */
const inBase = ['libc6', 'libgcc-s1', 'libstdc++6']

/**
 * Builds a Dockerfile without a container engine: each stage is a folder that bubblewrap shows as `/` to its RUN lines, with
 * this machine's Debian standing for the base image. `apt-get install` is not run; the packages must be here.
 *
 * @param context the files of the build
 * @param work an empty folder for the stages
 */
export function buildImage(o: { dockerfile: string; context: string; work: string }): Image & { packages: string[] } {
  const stages = new Map<string, Image>()
  const packages: string[] = []
  let image: Image | undefined
  for (const [n, { name = 'last', instructions }] of readDockerfile(o.dockerfile).entries()) {
    const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }
    image = { root: join(o.work, `${n}-${name}`), folder: '/', env, commands: {} }
    for (const folder of ['root', ...debianFolders, 'dev', 'proc', 'tmp'])
      mkdirSync(join(image.root, folder), { recursive: true })
    stages.set(name, image)
    for (const instruction of instructions) carryOut(instruction, image, stages, o.context, packages)
  }
  return { ...image!, packages: [...inBase, ...packages] }
}

function carryOut(
  { name, flags, rest }: Instruction,
  image: Image,
  stages: Map<string, Image>,
  context: string,
  packages: string[],
) {
  if (name === 'WORKDIR') {
    image.folder = rest
    mkdirSync(join(image.root, rest), { recursive: true })
  } else if (name === 'ENV') {
    for (const [, key, value] of rest.matchAll(/(\w+)=(\S+)/g)) {
      image.env[key!] = value!.replaceAll(/\$(\w+)/g, (_, variable: string) => image.env[variable] ?? '')
    }
  } else if (name === 'COPY') {
    const [from, to] = rest.split(/\s+/) as [string, string]
    const source = flags['from'] ? join(stages.get(flags['from'])!.root, from) : join(context, from)
    const target = to.startsWith('/') ? join(image.root, to) : join(image.root, image.folder, to)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(source, target, { recursive: true, verbatimSymlinks: true })
  } else if (name === 'RUN') {
    const installed = /^apt-get update && apt-get install -y --no-install-recommends ([\w ]+) && rm -rf \S+$/.exec(rest)
    if (installed) packages.push(...installed[1]!.split(' '))
    else run(image, rest)
  } else if (name === 'ENTRYPOINT' || name === 'HEALTHCHECK') {
    image.commands[name] = JSON.parse(rest.replace(/^.*?(?=\[)/, '')) as string[]
  } else if (!['USER', 'VOLUME', 'EXPOSE', 'STOPSIGNAL'].includes(name)) {
    throw new Error(`There is no way here to carry out ${name}.`)
  }
}

/** Where the settings and the cache of npm are seen while a step runs; in memory otherwise, so nothing of it stays. */
const homeInside = '/tmp/home'

/** As root, with the network, and with npm's settings and cache of this machine. */
function run(image: Image, script: string) {
  const cache = process.env['npm_config_cache'] ?? join(homedir(), '.npm')
  mkdirSync(cache, { recursive: true })
  const npmrc = join(homedir(), '.npmrc')
  const { status } = spawnSync(
    'bwrap',
    [
      ['--bind', image.root, '/', ...debian, '--bind', cache, `${homeInside}/.npm`],
      existsSync(npmrc) ? ['--ro-bind', npmrc, `${homeInside}/.npmrc`] : [],
      ['--unshare-user', '--uid', '0', '--gid', '0', '--die-with-parent', '--chdir', image.folder],
      ['sh', '-ec', script],
    ].flat(),
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...image.env, HOME: homeInside, npm_config_cache: `${homeInside}/.npm` },
    },
  )
  if (status !== 0) throw new Error(`This step of the Dockerfile failed (${status}): ${script}`)
}

const debian = [
  ...debianFolders.map((name) => ['--ro-bind-try', `/${name}`, `/${name}`]),
  ['--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp'],
].flat()

/**
 * Runs a script in the image as its container would be: its root read-only, an empty `/data`, `/tmp` in memory, a user who
 * owns nothing else, no network but its own loopback, and of the environment what the image sets.
 */
export function runImage(image: Image, o: { data: string; script: string; env: Record<string, string> }) {
  return execFileSync(
    'bwrap',
    [
      ['--ro-bind', image.root, '/', ...debian, '--bind', o.data, '/data'],
      ['--unshare-all', '--unshare-user', '--uid', '10001', '--gid', '10001', '--die-with-parent', '--clearenv'],
      ...Object.entries({ ...image.env, ...o.env }).map(([name, value]) => ['--setenv', name, value]),
      ['--chdir', image.folder, 'sh', '-uc', o.script],
    ].flat(),
    { encoding: 'utf8', timeout: 240_000, stdio: ['ignore', 'pipe', 'inherit'] },
  )
}
