// `npm run bench`: every benchmark, one after the other; `npm run bench -- streaming` runs those whose name has the word.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

const words = process.argv.slice(2)
const benches = readdirSync(join(root, 'bench'))
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  .toSorted()

for (const name of benches) {
  console.log(`\n── ${name}`)
  const { status } = spawnSync(process.execPath, [join(root, 'bench', name)], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
