// Builds each web app whose sources are newer than its build; several at once, since they share nothing.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

const apps = ['auth-web', 'music-web', 'img-web']
const shared = ['packages/ui', 'packages/tags', 'package-lock.json']

await Promise.all(apps.filter(isStale).map(build))

function isStale(app: string) {
  const built = join(root, 'apps', app, 'dist/index.html')
  if (!existsSync(built)) return true
  const builtAt = statSync(built).mtimeMs
  return [`apps/${app}`, ...shared].some((place) => newest(join(root, place)) > builtAt)
}

/** The latest change below a path, in ms; what is built, installed or generated does not count. */
function newest(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path)
    .filter((name) => !['dist', 'node_modules'].includes(name) && !name.includes('.gen.'))
    .reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0)
}

async function build(app: string) {
  console.log(`Building the pages of ${app} …`)
  const args = [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn']
  const child = spawn(process.execPath, args, { cwd: join(root, 'apps', app), stdio: 'inherit' })
  const code = await new Promise((resolve) => child.on('exit', resolve))
  if (code !== 0) process.exit(1)
}
