import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { backup as copyPages, DatabaseSync } from 'node:sqlite'
import { badRequest, conflict } from '@bell/platform/http'
import { bringFile, ignoreMissing, sizeOf, syncPath, walkFiles } from './copy.ts'
import { beginBackup, describeFile, finishBackup } from './folder.ts'
import type { BackedUpFile, Manifest } from './manifest.ts'

/** Before the services' own: what they have done is then known to them, and what they published after it goes again. */
const firstDatabases = ['events.db', 'search.db', 'key-value.db']

/**
 * Copies a data folder while whoever serves it goes on. What a service had acknowledged when this began is in it; each
 * database is as it was at one moment, and each file that one of them names is there.
 *
 * @throws AppError backup_nothing, backup_folder_not_empty
 */
export async function backUp(home: string, to: string, version: string, say: (line: string) => void) {
  const databases = readdirSync(home).filter((name) => name.endsWith('.db') && name !== 'lock.db')
  if (databases.length === 0) throw badRequest('backup_nothing', `There is nothing to back up in ${home}.`)
  const data = await beginBackup(to)
  const files = new Map<string, BackedUpFile>()
  // Twice: what goes while the databases are read was seen before, and what they name by then comes after.
  await bringFiles(home, data, files)
  say(`${files.size} files so far`)
  const rows: Manifest['rows'] = {}
  const inOrder = [...firstDatabases.filter((name) => databases.includes(name)), ...databases]
  const began = Date.now()
  for (const name of new Set(inOrder)) {
    rows[name] = await bringDatabase(join(home, name), join(data, name), began)
    files.set(name, await describeFile(data, name))
    say(`${name}: ${Object.values(rows[name]).reduce((sum, count) => sum + count, 0)} rows`)
  }
  await bringFiles(home, data, files)
  // An upload that was completed meanwhile is there under both of its names.
  for (const path of files.keys()) {
    if (!path.endsWith('~part') || !files.has(path.replace(/~part$/, '~blob'))) continue
    files.delete(path)
    await rm(join(data, path))
  }
  return finishBackup(to, version, files, rows)
}

async function bringFiles(home: string, data: string, files: Map<string, BackedUpFile>) {
  for await (const path of walkFiles(home)) {
    if (/^[^/]*\.db(-(wal|shm|journal))?$/.test(path)) continue
    const [from, to] = [join(home, path), join(data, path)]
    const known = files.get(path)
    if (known && (path.endsWith('~blob') || known.bytes === (await sizeOf(from)))) continue
    try {
      await rm(to, { force: true })
      await bringFile(from, to)
      files.set(path, await describeFile(data, path))
    } catch (error) {
      // Deleted, or an upload that was completed and has its other name now.
      ignoreMissing(error as NodeJS.ErrnoException)
    }
  }
}

/** @returns the rows of each table */
async function bringDatabase(from: string, to: string, began: number) {
  const source = new DatabaseSync(from, { readOnly: true, timeout: 10_000 })
  // All in one step: in between, another's write would make it begin anew.
  await copyPages(source, to, { rate: 0x7fffffff }).finally(() => source.close())
  const copy = new DatabaseSync(to)
  try {
    copy.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL')
    const [{ quick_check: state }] = copy.prepare('PRAGMA quick_check').all() as [{ quick_check: string }]
    if (state !== 'ok') throw conflict('backup_database_damaged', `${from} is damaged: ${state}`)
    const tables = copy
      .prepare(
        `select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%'`,
      )
      .all()
      .map(({ name }) => String(name))
    // The log was read before: what was published meanwhile is not in it. Consumers know what they have had.
    if (tables.includes('outbox')) {
      copy.prepare('update outbox set publishedAt = null where publishedAt >= ?').run(began - 60_000)
    }
    const count = (table: string) => Number(copy.prepare(`select count(*) as n from "${table}"`).get()!.n)
    return Object.fromEntries(tables.map((table) => [table, count(table)]))
  } finally {
    copy.close()
    await syncPath(to, 'r+')
  }
}
