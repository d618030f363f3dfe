import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { systemClock, type Clock } from '../clock/index.ts'
import { createKeySet, createLogger, type KeySet } from '../http/index.ts'
import { createEmbeddedKeyValue } from '../key-value/index.ts'
import { leaseMigrations, type LeaseTables } from '../leases/index.ts'
import { testApp } from '../test-kit/test-app.ts'
import { testDatabase } from '../test-kit/test-database.ts'
import { testAuthBell } from './auth-bell.fixture.ts'
import { testBrowser } from './browser.fixture.ts'
import { createDenials } from './denials.ts'
import { sessionRoutes, tellPendingLogouts, type SessionOptions } from './session.routes.ts'
import { sessionMigrations, type SessionTables } from './session.tables.ts'

const cookieKey = randomBytes(32).toString('base64url')

/** MusicBell and AuthBell as they are, and a browser; `origin` may be an https one. */
export async function testMusic(
  given: { origin?: string; product?: 'music' | 'img'; clock?: Clock; keys?: KeySet } = {},
) {
  const origin = given.origin ?? 'http://music.test'
  const clock = given.clock ?? systemClock
  const { db } = await testDatabase<SessionTables & LeaseTables>([...leaseMigrations, ...sessionMigrations])
  const keyValue = createEmbeddedKeyValue({ clock })
  const log = createLogger({ level: 'silent' })
  const denials = createDenials({ product: 'music', db, clock, log, keyValue })
  await denials.start()
  onTestFinished(async () => {
    await denials.close()
    await keyValue.close()
  })
  const client = { id: 'bell-music', secret: 'a secret between two servers', origin }
  const authBell = await testAuthBell(client)
  const keys = createKeySet({ url: `${authBell.issuer}/oidc/jwks`, clock, log })
  onTestFinished(() => keys.close())
  const options: SessionOptions = {
    product: 'music',
    origin,
    issuer: authBell.issuer,
    authInternal: authBell.issuer,
    clientId: client.id,
    clientSecret: client.secret,
    audience: origin,
    cookieKey,
    clock,
    log,
    db,
    keyValue,
    denials,
    keys,
    ...given,
  }
  const music = await testApp(
    async (app) => {
      await sessionRoutes(app, { ...options, log: app.log as SessionOptions['log'] })
      app.get('/', async () => 'home')
      app.get('/library', async () => 'library')
    },
    {
      origin,
      hosts: ['music.test'],
      clock,
      verify: undefined,
    },
  )
  onTestFinished(tellPendingLogouts(options))
  return {
    ...music,
    db,
    denials,
    call: music.anonymous,
    origin,
    authBell,
    browser: testBrowser({ origin, call: music.anonymous }),
  }
}
