// The door to everything: `npm start`, `npm test`, … and `npx bell`. It runs on whatever Node (>= 20) the machine
// has and needs nothing installed: it installs the project when the lock file changed, finds the Node that the
// project brings, and hands over to it.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const tasks = {
  start: 'apps/bell/src/main.ts',
  dev: 'apps/bell/tasks/dev.ts',
  test: 'apps/bell/tasks/test.ts',
  'test-engines': 'apps/bell/tasks/test-engines.ts',
  'test-services': 'apps/bell/tasks/test-services.ts',
  'test-faults': 'apps/bell/tasks/test-faults.ts',
  'test-deploy': 'apps/bell/tasks/test-deploy.ts',
  check: 'apps/bell/tasks/check.ts',
  bench: 'apps/bell/tasks/bench.ts',
}

export async function launch(task, args) {
  installIfChanged()
  const node = findNode()
  if (needsPages(task, args)) run(node, [join(root, 'apps/bell/tasks/build-web.ts')])
  await handOver(node, ['--disable-warning=ExperimentalWarning', join(root, tasks[task]), ...args])
}

/** `npm start -- user list` and `npm start -- --help` need no built pages, nor do tests other than journeys. */
function needsPages(task, args) {
  if (task === 'start') return !args.includes('--help') && (args.length === 0 || /^(-|serve$)/.test(args[0]))
  return (
    task === 'dev' ||
    task === 'test-engines' ||
    task === 'test-services' ||
    task === 'test-faults' ||
    (task === 'test' && (args.length === 0 || args.some((name) => name.startsWith('e2e'))))
  )
}

function installIfChanged() {
  const stamp = join(root, 'node_modules/.installed')
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Installing what MusicBell needs (once; a minute or so) …')
  const npm = process.env.npm_execpath
  // Engine warnings are about the machine's Node, which only installs: the program runs on its own.
  const options = ['ci', '--loglevel=error', '--no-audit', '--no-fund']
  if (npm) run(process.execPath, [npm, ...options])
  else run(process.platform === 'win32' ? 'npm.cmd' : 'npm', options, process.platform === 'win32')
  writeFileSync(stamp, wanted)
}

/** The Node that npm brought for this platform; the running one where there is no package and it is new enough. */
function findNode() {
  const name = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const file = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  const require = createRequire(join(root, 'package.json'))
  for (const candidate of [`node-${name}`, `node-bin-${name}`]) {
    try {
      return join(dirname(require.resolve(`${candidate}/package.json`)), file)
    } catch {
      // Not the package for this platform.
    }
  }
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 7)) return process.execPath
  console.error(`There is no packaged Node for ${name}: please run this with Node 24.7 or newer.`)
  process.exit(1)
}

function run(command, args, shell = false) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

/** Becomes the program, as far as Node can: same folder, same streams, signals passed on, its exit code ours. */
function handOver(node, args) {
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
  }
  const child = spawn(node, args, { stdio: 'inherit', env })
  // A terminal sends Ctrl-C to the whole group, so the child has it already; a supervisor signals only us.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  // npm passes a signal to its shell only, which dies of it without telling us: then nobody waits for us any more.
  const parent = process.ppid
  const looking = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(looking)
    child.kill('SIGTERM')
  }, 300).unref()
  return new Promise((resolve) =>
    child.on('exit', (code, signal) => {
      process.exitCode = signal ? 128 + constants.signals[signal] : (code ?? 1)
      resolve()
    }),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await launch(process.argv[2], process.argv.slice(3))
