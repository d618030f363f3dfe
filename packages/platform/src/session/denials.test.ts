import { expect, onTestFinished, test } from 'vitest'
import { testClock } from '../clock/index.ts'
import { inTransaction, type Db } from '../database/index.ts'
import { createLogger, maybeSignedIn, signedIn, type App } from '../http/index.ts'
import { createEmbeddedKeyValue, type KeyValue } from '../key-value/index.ts'
import { testApp, type Person } from '../test-kit/test-app.ts'
import { testDatabase } from '../test-kit/test-database.ts'
import { createDenials, type Denial } from './denials.ts'
import { sessionMigrations, type SessionTables } from './session.tables.ts'

const mina: Person = { id: 'mina', name: 'Mina', sid: 'desk' }
const session = (sid: string): Denial => ({ kind: 'session', subject: sid, at: 0, revision: 0 })
const log = createLogger({ level: 'silent' })

/** Processes of one product on one database. `lost` is a publish/subscribe that delivers nothing. */
async function testProduct() {
  const clock = testClock()
  const database = await testDatabase<SessionTables>(sessionMigrations)
  const keyValue = createEmbeddedKeyValue({ clock })
  onTestFinished(() => keyValue.close())
  const lost: KeyValue = {
    ...keyValue,
    publish: () => Promise.reject(new Error('gone')),
    subscribe: async () => async () => {},
  }

  async function startProcess(o: { keyValue?: KeyValue; db?: Db<SessionTables> } = {}) {
    const { db } = database
    const denials = createDenials({ product: 'music', db, clock, log, keyValue, ...o })
    await denials.start()
    const app = await testApp(routes, { clock, denials })
    onTestFinished(() => denials.close())
    return {
      ...app,
      denials,
      deny: async (denial: Denial) => {
        await inTransaction(db, (tx) => denials.deny(tx, denial))
        await denials.announce(denial)
      },
      /** Resolves when this process has heard of it. */
      hears: (subject: string) =>
        new Promise<void>((resolve) => denials.onDenied((denial) => denial.subject === subject && resolve())),
    }
  }
  return { clock, database, keyValue, lost, startProcess }
}

function routes(app: App) {
  app.get('/api/mine', { preHandler: signedIn }, async ({ user }) => ({ id: user.id }))
  app.get('/api/all', { preHandler: maybeSignedIn }, async ({ viewer }) => ({ id: viewer?.id ?? null }))
  app.post('/api/all', { preHandler: maybeSignedIn }, async () => ({}))
}

const ended = { status: 401, body: { code: 'session_ended' } }

test('a token of a session that has ended is refused everywhere, another session of the person is not', async () => {
  const { startProcess } = await testProduct()
  const { deny, as } = await startProcess()
  expect((await as(mina)('GET', '/api/mine')).status).toBe(200)

  await deny(session('desk'))

  expect(await as(mina)('GET', '/api/mine')).toMatchObject(ended)
  expect(await as(mina)('GET', '/api/all')).toMatchObject(ended)
  expect((await as({ ...mina, sid: 'phone' })('GET', '/api/mine')).status).toBe(200)
})

test('other processes are told at once; without word they read it within a second, and a new one before it answers', async () => {
  const { startProcess, lost } = await testProduct()
  const one = await startProcess()
  const told = await startProcess()
  const deaf = await startProcess({ keyValue: lost })
  const heard = [told.hears('desk'), deaf.hears('desk')]

  await one.deny(session('desk'))
  await Promise.all(heard)

  for (const each of [told, deaf, await startProcess({ keyValue: lost })])
    expect(await each.as(mina)('GET', '/api/mine')).toMatchObject(ended)
})

test('a person’s tokens of before a change are refused, those of after it are not, and the session goes on', async () => {
  const { startProcess } = await testProduct()
  const { denials, deny } = await startProcess()
  const token = (revision: number | undefined) => ({
    user: { id: 'mina', name: 'Mina', roles: [], scopes: [], sid: 'desk' },
    clientId: 'bell-music',
    issuedAt: 0,
    expiresAt: Infinity,
    ...(revision !== undefined && { revision }),
  })

  await deny({ kind: 'person', subject: 'mina', at: 0, revision: 4 })
  // A message that comes late takes nothing back.
  await deny({ kind: 'person', subject: 'mina', at: 0, revision: 3 })

  for (const before of [undefined, 3])
    expect(() => denials.check(token(before))).toThrow(expect.objectContaining({ status: 401, code: 'token_outdated' }))
  expect(denials.check(token(4))).toBeUndefined()
  expect(denials.hasEnded('desk')).toBe(false)
})

test('a removed client’s tokens are refused up to the moment of the removal', async () => {
  const { startProcess } = await testProduct()
  const { denials, deny } = await startProcess()
  const user = { id: 'mina', name: 'Mina', roles: [], scopes: [] }

  await deny({ kind: 'client', subject: 'an-app', at: 5_000, revision: 0 })

  const issued = (issuedAt: number, clientId: string) => ({ user, clientId, issuedAt, expiresAt: Infinity })
  expect(() => denials.check(issued(5_000, 'an-app'))).toThrow(expect.objectContaining({ code: 'session_ended' }))
  expect(denials.check(issued(6_000, 'an-app'))).toBeUndefined()
  expect(denials.check(issued(5_000, 'bell-music'))).toBeUndefined()
})

test('a denial outlives every token that it is about, and goes then', async () => {
  const { startProcess, clock, database } = await testProduct()
  const { deny } = await startProcess()
  await deny(session('desk'))
  const rows = () => database.db.selectFrom('denial').selectAll().execute()

  clock.advance(359_000)
  expect(await (await startProcess()).as(mina)('GET', '/api/mine')).toMatchObject(ended)
  expect(await rows()).toHaveLength(1)
  clock.advance(601_000)
  await startProcess()
  expect(await rows()).toEqual([])
})

test('while the database cannot say who has signed out, nobody is let in or signed out, and what is public is shown', async () => {
  const { startProcess, clock, database } = await testProduct()
  const state = { broken: false }
  const broken = database.db.withPlugin({
    transformQuery: ({ node }) => node,
    // Also for what was asked before.
    async transformResult({ result }) {
      if (state.broken) throw new Error('the database is gone')
      return result
    },
  })
  const { as, anonymous } = await startProcess({ db: broken })
  state.broken = true
  clock.advance(9_000)
  expect((await as(mina)('GET', '/api/mine')).status).toBe(200)

  clock.advance(1_001)

  const unknown = { status: 503, body: { code: 'sessions_unknown' } }
  expect(await as(mina)('GET', '/api/mine')).toMatchObject(unknown)
  expect(await as(mina)('POST', '/api/all')).toMatchObject(unknown)
  expect(await as(mina)('GET', '/api/all')).toMatchObject({ status: 200, body: { id: null } })
  expect((await anonymous('GET', '/api/all')).status).toBe(200)
  state.broken = false
  expect((await as(mina)('GET', '/api/mine')).status).toBe(200)
})
