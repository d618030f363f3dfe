// `npm run check`: what a reviewer should not have to look for. Every check runs, also after one has failed.
import { spawnSync } from 'node:child_process'
import { checkLicences } from './licences.ts'
import { generateApiTypes } from './generate-api.ts'
import { root } from './root.ts'

await generateApiTypes()
const checks: Record<string, () => boolean> = {
  'types (server)': () => run('typescript/bin/tsc', ['-p', 'tsconfig.json']),
  'types (kit)': () => run('typescript/bin/tsc', ['-p', 'tsconfig.web.json']),
  // Each by itself: a router is registered once a program.
  ...Object.fromEntries(
    ['auth-web', 'music-web', 'img-web'].map((app) => [
      `types (${app})`,
      () => run('typescript/bin/tsc', ['-p', `apps/${app}`]),
    ]),
  ),
  'lint, cycles': () => run('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']),
  format: () => run('oxfmt/bin/oxfmt', ['--check']),
  'unused files, exports, dependencies': () => run('knip/bin/knip.js', ['--no-progress']),
  licences: checkLicences,
}

const failed = Object.entries(checks)
  .filter(([name, check]) => {
    console.log(`── ${name}`)
    return !check()
  })
  .map(([name]) => name)
console.log(failed.length === 0 ? 'All checks pass.' : `Failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

function run(program: string, args: string[]) {
  return spawnSync(process.execPath, [`node_modules/${program}`, ...args], { cwd: root, stdio: 'inherit' }).status === 0
}
