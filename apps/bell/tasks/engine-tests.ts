import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './root.ts'

const address =
  /\b(PG_URL|REDIS_URL|REDIS_SERVER|KAFKA_BROKERS|KAFKA_JARS|S3_ENDPOINT|OPENSEARCH_URL|ELASTICSEARCH_URL)\b/
const imported = /(?:\bfrom |^import )'((?:\.\.?|@bell)\/[^']+)'$/gm
const searched = '{services,packages/platform,apps/bell/src,e2e,bench}/**/*.ts'

/** They read sound for minutes, and ask the database no more than others do. */
const ofSound = /^services\/music\/src\/(demo\/|ingest\/(damaged|formats|hostile)|streaming\/seek-index\/)/

/** The contracts that adapters keep, the rules of the services, and the program as a whole. */
type Part = 'contracts' | 'services' | 'program'

const folders: Record<Part, string> = { contracts: 'packages/', services: 'services/', program: 'apps/' }

/** It needs what the services' tests have asked. */
export const plansTest = 'apps/bell/src/plans.test.ts'

/**
 * The test files of the services, the platform and the program from which imports lead to a file that reads the address
 * of an engine; the others would only be the same once more. What is imported when it is needed does not count: only
 * settings lead there, and whoever tests them has read the address. Nor do those that are about sound alone.
 * @param of all unless told
 * @returns paths from the project's folder
 * @throws where it does not know what an import leads to
 */
export function findEngineTests(of?: Part) {
  const importers = new Map<string, string[]>()
  const reached = new Set<string>()
  for (const path of globSync(searched, { cwd: root, exclude: ['**/node_modules/**'] })) {
    const file = join(root, path)
    const text = readFileSync(file, 'utf8')
    const { resolve } = createRequire(file)
    for (const [, name] of text.matchAll(imported)) {
      const target = resolve(name!)
      importers.set(target, [...(importers.get(target) ?? []), file])
    }
    if (address.test(text)) reached.add(file)
  }
  // A set goes on to what is added while it is gone through.
  for (const file of reached) for (const importer of importers.get(file) ?? []) reached.add(importer)
  return [...reached]
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => file.slice(root.length + 1))
    .filter((path) => path !== plansTest && !ofSound.test(path))
    .filter((path) => (of ? [folders[of]] : Object.values(folders)).some((folder) => path.startsWith(folder)))
    .toSorted()
}
