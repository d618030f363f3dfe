import type { Config } from '../config.ts'
import { checkBlobs, checkDatabases, checkEvents, checkKeyValue } from './engines.ts'
import { examine, type Finding } from './finding.ts'
import { checkFolder } from './folder.ts'
import { checkMail, checkTraces } from './others.ts'
import { checkSearch } from './search.ts'

/**
 * Looks at everything that this configuration stands on, side by side, and changes nothing.
 * @param fix makes what can be made: topics that are missing, or that forget too early
 */
export async function examineAll(config: Config, fix: boolean): Promise<Finding[]> {
  const { databaseUrl } = config
  const isThere = 'See that it runs, and that its address, user and password are right'
  const all = await Promise.all([
    examine('data folder', `See that its folder can be written by this user.`, () => checkFolder(config)),
    examine(
      'database',
      databaseUrl === 'sqlite' ? 'Restore a backup: the file is damaged.' : `${isThere} (--database-url).`,
      () => checkDatabases(config),
    ),
    examine('events', `${isThere} (--events-url).`, () => checkEvents(config, fix)),
    examine('key-value', `${isThere} (--key-value-url).`, () => checkKeyValue(config)),
    examine('search', `${isThere} (--search-url).`, () => checkSearch(config)),
    examine('storage', `${isThere} (--blobs-url, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY).`, () => checkBlobs(config)),
    examine('letters', `${isThere} (--smtp-url).`, () => checkMail(config)),
    examine('traces', 'See that the collector runs, and takes OTLP over HTTP there (--otlp-url).', () =>
      checkTraces(config),
    ),
  ])
  return all.flat()
}
