import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { authMigrations } from '@bell/auth'
import { imgMigrations } from '@bell/img'
import { musicMigrations } from '@bell/music'
import type { Db } from '@bell/platform/database'
import { testDatabase, type RecordedStatement } from '@bell/platform/test-kit'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { fillTables } from './fill-tables.fixture.ts'
import { mayBeScanned, smallTables } from './plans-allowed.fixture.ts'

// Every statement that the services' tests asked of PostgreSQL (`npm run test:services` records them), planned on tables
// with many rows: what no index answers would be slow only where it matters, so it fails here.

const folder = process.env.PLANNED_FOLDER
const services = { auth: authMigrations, img: imgMigrations, music: musicMigrations }

const statements = folder
  ? readdirSync(folder).flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as RecordedStatement),
    )
  : []

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  Filter?: string
  Plans?: Plan[]
}

describe.skipIf(!folder || !process.env.PG_URL)('on tables with many rows', () => {
  test.each(Object.entries(services))(
    'no statement of %s reads a whole table',
    { timeout: 300_000 },
    async (service, migrations) => {
      const { db } = await testDatabase<unknown>(migrations, 'postgres')
      await fillTables(db, smallTables)
      const texts = new Set(statements.filter((one) => one.service === service).map(({ text }) => generalise(text)))
      expect(texts.size).toBeGreaterThan(50)

      const scans: string[] = []
      for (const text of texts) {
        const table = scannedTable(await explain(db, text))
        if (table !== undefined && !mayBeScanned(text)) scans.push(`${table}: ${text}`)
      }

      expect(scans).toEqual([])
    },
  )

  test('a statement without an index is found', { timeout: 300_000 }, async () => {
    const { db } = await testDatabase<unknown>(musicMigrations, 'postgres')
    await fillTables(db, smallTables)

    expect(scannedTable(await explain(db, 'select "id" from "track" where "title" = $1'))).toBe('track')
  })
})

/** Lists of values of any length, and limits, are one statement each. */
function generalise(text: string) {
  return text
    .replaceAll(/limit \$\d+/g, 'limit 50')
    .replaceAll(/(\(\$\d+(?:, \$\d+)*\))(?:, \(\$\d+(?:, \$\d+)*\))+/g, '$1')
    .replaceAll(/in \((\$\d+)(?:, \$\d+)*\)/g, 'in ($1)')
}

/** The plan for values as they are in the tables. */
async function explain(db: Db<unknown>, text: string): Promise<Plan> {
  return db.connection().execute(async (connection) => {
    // Parameters are numbered anew where generalising left some out; PostgreSQL finds their types.
    const numbers = new Map<string, string>()
    const renumbered = text.replaceAll(/\$\d+/g, (name) => {
      if (!numbers.has(name)) numbers.set(name, `$${numbers.size + 1}`)
      return numbers.get(name)!
    })
    await sql`set plan_cache_mode = force_custom_plan`.execute(connection)
    await sql.raw(`prepare asked as ${renumbered}`).execute(connection)
    try {
      const { rows } = await sql<{ type: string }>`
        select unnest(parameter_types)::text as type from pg_prepared_statements where name = 'asked'`.execute(
        connection,
      )
      const values = rows.map(({ type }) =>
        type === 'text' ? "'row 100'" : type === 'bytea' ? "''" : type.endsWith('[]') ? "'{100}'" : '100',
      )
      const call = values.length > 0 ? `asked(${values.join(', ')})` : 'asked'
      const explained = await sql
        .raw<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (format json) execute ${call}`)
        .execute(connection)
      return explained.rows[0]!['QUERY PLAN'][0].Plan
    } finally {
      await sql`deallocate asked`.execute(connection)
    }
  })
}

/** The first table that the plan reads from end to end. Some rows, whichever they are, need no index. */
function scannedTable(plan: Plan): string | undefined {
  const [part] = plan.Plans ?? []
  if (plan['Node Type'] === 'Limit' && part?.['Node Type'] === 'Seq Scan' && !part.Filter) return undefined
  if (plan['Node Type'] === 'Seq Scan' && !smallTables.has(plan['Relation Name']!)) return plan['Relation Name']
  for (const part of plan.Plans ?? []) {
    const table = scannedTable(part)
    if (table !== undefined) return table
  }
  return undefined
}
