import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '@bell/platform/clock'
import { createLogger } from '@bell/platform/http'
import { onTestFinished } from 'vitest'
import { openAdapters } from '../adapters.ts'
import { readConfig, type Config } from '../config.ts'
import { localCommands } from '../local-commands.ts'
import { readSecrets } from '../secrets.ts'
import { services } from '../services.ts'

const log = createLogger({ level: 'silent' })
const texts = ['plain', 'it\'s "quoted"', '한국어 日本語 🎵', 'line\nbreak', '']

export async function testFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'bell-move-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A data folder in whose every table are rows, of every kind of value, and which has some blobs. */
export async function fullHome(rows: number) {
  const config = readConfig(['--home', join(await testFolder(), 'home')])
  const adapters = openAdapters(config, { clock: systemClock, log })
  readSecrets(config, ['auth-seal'])
  const { lockHome } = await import('../home-lock.ts')
  lockHome(config.home)!()
  for (const [name, migrations] of services) {
    await (await adapters.databaseOf(name, migrations)).close()
    fill(join(config.home, `${name}.db`), rows)
    const blobs = await adapters.blobsOf(name)
    for (const [number, size] of [0, 10, 100_000, 6_000_000].entries()) {
      const key = `some/${number}`
      await blobs.begin(key)
      await blobs.append(key, 0, once(randomBytes(size)))
      await blobs.complete(key)
    }
    await blobs.begin('half')
    await blobs.append('half', 0, once(randomBytes(10)))
  }
  await adapters.close()
  return config
}

/** What `bell move` does where no server runs. */
export const moveTo = (config: Config, input: Record<string, unknown>) =>
  localCommands.move!.run(config, input, () => {})

/** What can be compared: rows of all tables as text, and the SHA-256 of every blob. */
export async function contentOf(config: Config) {
  const adapters = openAdapters(config, { clock: systemClock, log })
  const content: Record<string, unknown> = {}
  for (const [name, migrations, registry] of services) {
    const { db, close } = await adapters.databaseOf<any>(name, migrations)
    for (const [table, fate] of Object.entries(registry)) {
      // Those are made as they are needed.
      if (fate === 'rebuilt') continue
      const all = (await db.selectFrom(table).selectAll().execute()) as Record<string, unknown>[]
      content[`${name} ${table}`] = all.map((row) => JSON.stringify(comparable(table, row))).toSorted()
    }
    await close()
    const blobs = await adapters.blobsOf(name)
    for await (const { key, complete } of blobs.list()) {
      if (!complete) continue
      const hash = createHash('sha256')
      for await (const piece of blobs.read(key)) hash.update(piece as Buffer)
      content[`${name} blob ${key}`] = hash.digest('hex')
    }
  }
  await adapters.close()
  return content
}

/** All but what an engine numbers itself, and what a move takes back. */
function comparable(table: string, row: Record<string, unknown>) {
  return Object.entries(row)
    .filter(([name]) => table !== 'outbox' || (name !== 'position' && name !== 'publishedAt'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value])
}

function fill(file: string, rows: number) {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA foreign_keys = OFF; BEGIN')
  const tables = db.prepare(`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`).all()
  for (const { name } of tables) {
    if (name === 'migration') continue
    const columns = db.prepare(`select name, type, "notnull" as required, pk from pragma_table_info(?)`).all(name!)
    const references = db.prepare(`select "from" from pragma_foreign_key_list(?)`).all(name!)
    const refers = new Set(references.map(({ from }) => from))
    const kept = columns.filter((column) => !(name === 'outbox' && column.name === 'position'))
    const names = kept.map((column) => `"${String(column.name)}"`)
    const insert = db.prepare(
      `insert or ignore into "${String(name)}" (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
    )
    for (let n = 0; n < rows; n++) {
      insert.run(
        ...kept.map(({ name: column, type, required, pk }, place) => {
          if (!required && !pk && (n + place) % 3 === 0) return null
          if (type === 'TEXT')
            return refers.has(column!) || pk || column === 'hash' || column === 'id'
              ? `row-${n}`
              : `${texts[n % texts.length]} ${n}`
          if (type === 'INTEGER') return n % 2 ? n : 2 ** 53 - 1 - n
          if (type === 'REAL') return n / 7
          return randomBytes(20)
        }),
      )
    }
  }
  db.exec('COMMIT')
  const broken = db.prepare('pragma foreign_key_check').all()
  if (broken.length > 0) throw new Error(`The rows do not hold together: ${JSON.stringify(broken[0])}`)
  db.close()
}

async function* once(bytes: Buffer) {
  yield bytes
}
