import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { authTables } from '@bell/auth'
import { imgTables } from '@bell/img'
import { musicTables } from '@bell/music'
import { openDatabase } from '@bell/platform/database'
import { createLogger, type App } from '@bell/platform/http'
import { testGate } from '@bell/platform/test-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startBell } from '../../../e2e/server.ts'
import { compose } from './compose.ts'
import { readConfig } from './config.ts'

const tables = { auth: authTables, music: musicTables, img: imgTables }
const products = ['auth', 'music', 'img'] as const
type Answer = Awaited<ReturnType<App['inject']>>

function codeOf({ headers, body }: Answer) {
  if (/html/.test(String(headers['content-type']))) return 'a page'
  const { code, error } = JSON.parse(body) as { code?: string; error?: string }
  return code ?? error
}

describe.skipIf(!process.env.PG_URL)('all products on PostgreSQL', () => {
  const database = `bell_${randomUUID().slice(0, 8)}`
  const home = mkdtempSync(join(tmpdir(), 'bell-postgres-'))
  let admin: Awaited<ReturnType<typeof openDatabase<unknown>>>
  let inside: Awaited<ReturnType<typeof openDatabase<unknown>>>
  let gate: Awaited<ReturnType<typeof testGate>>
  let bell: Awaited<ReturnType<typeof compose>>

  beforeAll(async () => {
    admin = await openDatabase({ url: process.env.PG_URL!, schema: 'bell_test_admin', migrations: [] })
    await sql`create database ${sql.id(database)}`.execute(admin.db)
    const url = Object.assign(new URL(process.env.PG_URL!), { pathname: database }).href
    inside = await openDatabase({ url, schema: 'looking', migrations: [] })
    gate = await testGate(url)
    const places = products.flatMap((name, n) => [`--${name}-url`, `http://localhost:${21_520 + n}`])
    const config = readConfig(['--home', home, '--database-url', gate.url, ...places])
    bell = await compose(config, createLogger({ level: 'silent' }))
    await bell.products.find(({ name }) => name === 'auth')!.app!.listen({ host: 'localhost', port: 21_520 })
  }, 60_000)

  afterAll(async () => {
    await bell.close()
    await gate.close()
    await inside.close()
    await sql`drop database ${sql.id(database)} with (force)`.execute(admin.db)
    for (const name of products) await sql`drop role ${sql.id(`${database}_${name}`)}`.execute(admin.db)
    await sql`drop schema bell_test_admin cascade`.execute(admin.db)
    await admin.close()
    rmSync(home, { recursive: true })
  }, 60_000)

  const ask = (product: (typeof products)[number], url: string, form?: string) =>
    bell.products
      .find(({ name }) => name === product)!
      .app!.inject({
        url,
        method: form ? 'POST' : 'GET',
        ...(form && { payload: form }),
        headers: {
          host: `localhost:${21_520 + products.indexOf(product)}`,
          ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
      })

  test.each(products)('the schema of %s is its own role’s alone', async (name) => {
    const { rows } = await sql<{ table: string; owner: string }>`
      select tablename as "table", tableowner as owner from pg_tables where schemaname = ${name}`.execute(inside.db)

    expect(rows.map(({ table }) => table).toSorted()).toEqual([...Object.keys(tables[name]), 'migration'].toSorted())
    expect(new Set(rows.map(({ owner }) => owner))).toEqual(new Set([`${database}_${name}`]))
  })

  test('text is compared by its bytes and integers have 64 bits, in every column', async () => {
    const { rows } = await sql`
      select table_schema, table_name, column_name, data_type, collation_name from information_schema.columns
      where table_schema in ('auth', 'music', 'img') and table_name <> 'migration'
        and not (data_type = 'text' and collation_name = 'C')
        and data_type not in ('bigint', 'double precision', 'bytea')`.execute(inside.db)

    expect(rows).toEqual([])
  })

  test('while PostgreSQL restarts, each product says so, answers 503 and hangs nowhere; then all goes on', async () => {
    const client = 'grant_type=authorization_code&code=x&redirect_uri=http%3A%2F%2Flocalhost&client_id=another-app'
    const asked = [
      ['music', '/api/tracks'],
      ['music', '/api/search?q=a'],
      ['auth', '/api/setup'],
      ['auth', '/oidc/auth?client_id=another-app'],
      ['auth', '/oidc/token', client],
      ['img', '/i/00000000-0000-7000-8000-000000000001'],
    ] as const
    const askAll = () => Promise.all(asked.map(([product, path, form]) => ask(product, path, form)))
    const before = await askAll()

    await gate.shut()
    const began = performance.now()
    const during = await askAll()
    const ready = await Promise.all(products.map((name) => ask(name, '/api/health/ready')))
    const tookMs = performance.now() - began
    await gate.open()

    expect(during.map(({ statusCode }) => statusCode)).toEqual(during.map(() => 503))
    expect(during.map(codeOf)).toEqual([
      'database_unavailable',
      'database_unavailable',
      'database_unavailable',
      'a page',
      'temporarily_unavailable',
      'database_unavailable',
    ])
    for (const answer of ready)
      expect([answer.statusCode, answer.json().checks]).toEqual([503, { database: 'does not answer' }])
    expect(tookMs).toBeLessThan(5000)
    await vi.waitFor(async () => {
      const after = await askAll()
      expect(after.map(({ statusCode }) => statusCode)).toEqual(before.map(({ statusCode }) => statusCode))
      for (const name of products) expect((await ask(name, '/api/health/ready')).statusCode).toBe(200)
    }, 10_000)
  })

  test('while PostgreSQL is away a process goes on serving, so that its pages can say so', async () => {
    const { img, internal, stop } = await startBell(21_524, undefined, [
      '--services=img',
      '--roles=web',
      `--database-url=${gate.url}`,
    ])
    onTestFinished(stop)
    const health = async (what: string) => (await fetch(`http://${internal}/health/${what}`)).status

    await gate.shut()
    const during = [await health('ready'), await health('serving'), (await fetch(img)).status]
    await gate.open()

    expect(during).toEqual([503, 200, 200])
  })
})
