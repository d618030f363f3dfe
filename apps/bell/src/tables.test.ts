import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { authMigrations, authTables } from '@bell/auth'
import { imgMigrations, imgTables } from '@bell/img'
import { musicMigrations, musicTables } from '@bell/music'
import { openDatabase } from '@bell/platform/database'
import { expect, test } from 'vitest'

// A move to another engine goes by these lists: a table that is missing from its list would be left behind.
test.each([
  ['auth', authMigrations, authTables],
  ['img', imgMigrations, imgTables],
  ['music', musicMigrations, musicTables],
])('every table of %s is listed, and every listed one is there and STRICT', async (schema, migrations, tables) => {
  const file = join(mkdtempSync(join(tmpdir(), 'bell-tables-')), `${schema}.db`)
  await (await openDatabase({ url: `sqlite:${file}`, schema, migrations })).close()

  const made = new DatabaseSync(file)
    .prepare(`select name, strict from pragma_table_list where schema = 'main' and name not like 'sqlite_%'`)
    .all() as { name: string; strict: number }[]

  const own = made.filter(({ name }) => name !== 'migration')
  expect(own.map(({ name }) => name).toSorted()).toEqual(Object.keys(tables).toSorted())
  expect(own.filter(({ strict }) => strict === 0)).toEqual([])
})
