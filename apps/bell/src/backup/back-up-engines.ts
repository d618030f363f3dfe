import { systemClock } from '@bell/platform/clock'
import type { Snapshot } from '@bell/platform/database'
import { createLogger } from '@bell/platform/http'
import { openAdapters } from '../adapters.ts'
import { databaseUrlOf, withDatabaseUrl, type Config } from '../config.ts'
import { bringTables } from '../move/bring-tables.ts'
import { endMove, moveBlobs } from '../move/copy-blobs.ts'
import { openService, type Service } from '../move/move.ts'
import type { AnyDb } from '../move/place.ts'
import { bringSecrets } from '../secrets.ts'
import { services } from '../services.ts'
import { walkFiles } from './copy.ts'
import { beginBackup, describeFile, finishBackup } from './folder.ts'
import type { BackedUpFile, Manifest } from './manifest.ts'

/**
 * Makes a data folder of what stands in engines, while whoever serves it goes on: tables as all of them were at one
 * moment, where they are in one database, and each blob that one of them names. One machine can serve what is restored
 * of it.
 *
 * @throws AppError backup_folder_not_empty
 */
export async function backUpEngines(config: Config, to: string, version: string, say: (line: string) => void) {
  const home = await beginBackup(to)
  bringSecrets(config, home)
  const log = createLogger({ level: 'warn' })
  const [from, made] = [config, { ...withDatabaseUrl(config, 'sqlite'), home, blobsUrl: 'files' }].map((place) =>
    openAdapters(place, { clock: systemClock, log }),
  ) as [ReturnType<typeof openAdapters>, ReturnType<typeof openAdapters>]
  const rows: Manifest['rows'] = {}
  try {
    const stores = await Promise.all(
      services.map(async ([name]) => {
        const store = await made.blobsOf(name)
        return { store, blobs: moveBlobs(await from.blobsOf(name), store, () => {}) }
      }),
    )
    // Twice: what goes while the tables are read was there before, and what they name by then comes after.
    for (const { blobs } of stores) say(`${(await blobs.bring()).size} blobs`)
    await withSnapshots(config, from, async ({ name, shapes }, snapshot) => {
      const [, migrations] = services.find(([known]) => known === name)!
      const young = await made.databaseOf(name, migrations)
      const contents = await bringTables(snapshot, young.db, shapes, { isLast: true, progress: () => {} }).finally(
        young.close,
      )
      rows[`${name}.db`] = Object.fromEntries(contents.map((content) => [content.table, content.rows]))
      say(`${name}: ${contents.reduce((sum, content) => sum + content.rows, 0)} rows`)
    })
    for (const { store, blobs } of stores) {
      await blobs.bring()
      await endMove(store)
    }
  } finally {
    await from.close()
    await made.close()
  }
  const files = new Map<string, BackedUpFile>()
  for await (const path of walkFiles(home)) files.set(path, await describeFile(home, path))
  return finishBackup(to, version, files, rows)
}

/** Each service with its tables as they are at the same moment as those of the others in its database. */
async function withSnapshots(
  config: Config,
  from: ReturnType<typeof openAdapters>,
  work: (service: Service, snapshot: AnyDb) => Promise<void>,
) {
  const opened: Service[] = []
  // oxlint-disable-next-line typescript/no-explicit-any -- any service's
  const taken = new Map<string, Snapshot<any>[]>()
  try {
    for (const [name] of services) opened.push(await openService(from, name))
    const snapshots = []
    for (const { name, old } of opened) {
      const url = databaseUrlOf(config, name)
      const others = taken.get(url) ?? []
      const snapshot = await old.snapshot(others[0])
      taken.set(url, [...others, snapshot])
      snapshots.push(snapshot)
    }
    for (const [n, service] of opened.entries()) await work(service, snapshots[n]!.db)
  } finally {
    for (const snapshot of [...taken.values()].flat()) await snapshot.close()
    for (const { old } of opened) await old.close()
  }
}
