import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT, type JWTHeaderParameters } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { testClock } from '../clock/index.ts'
import { createKeySet, createLogger } from '../http/index.ts'
import { createEmbeddedKeyValue } from '../key-value/index.ts'
import { testApp } from '../test-kit/test-app.ts'
import { testDatabase } from '../test-kit/test-database.ts'
import { backchannelLogoutRoute } from './backchannel-logout.ts'
import { createDenials, type Denial } from './denials.ts'
import { createLogoutVerifier, denyTokensEvent, logoutEvent } from './logout-token.ts'
import { sessionMigrations, type SessionTables } from './session.tables.ts'

const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
const foreignKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
const issuer = 'http://auth.test'

async function testProduct() {
  const server = createServer((_request, response) =>
    response.end(
      JSON.stringify({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] }),
    ),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const clock = testClock(Date.now())
  const log = createLogger({ level: 'silent' })
  const keyValue = createEmbeddedKeyValue({ clock })
  const { db } = await testDatabase<SessionTables>(sessionMigrations)
  const denials = createDenials({ product: 'music', db, clock, log, keyValue })
  const heard: Denial[] = []
  denials.onDenied((denial) => heard.push(denial))
  const keys = createKeySet({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, clock, log })
  const verify = createLogoutVerifier({ issuer, clientId: 'bell-music', keys, clock })
  const app = await testApp(
    (scope) => backchannelLogoutRoute(scope, { product: 'music', db, denials, keyValue, clock, verify }),
    { clock },
  )
  onTestFinished(async () => {
    server.close()
    keys.close()
    await keyValue.close()
  })

  const seconds = () => Math.floor(clock.now() / 1000)
  const claims = () => ({
    iss: issuer,
    aud: 'bell-music',
    sub: 'mina',
    sid: 'desk',
    iat: seconds(),
    exp: seconds() + 120,
    jti: randomUUID(),
    events: { [logoutEvent]: {} },
  })
  const sign = (payload: object, header: Partial<JWTHeaderParameters> = {}, by: KeyObject = key.privateKey) =>
    new SignJWT({ ...payload }).setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'logout+jwt', ...header }).sign(by)
  const post = (token: string, headers: Record<string, string> = {}) =>
    app.anonymous('POST', '/session/backchannel-logout', new URLSearchParams({ logout_token: token }).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    })
  const denied = () => db.selectFrom('denial').select(['kind', 'subject', 'revision', 'at']).execute()
  return { ...app, clock, denials, heard, claims, sign, post, denied, seconds }
}

test('AuthBell’s word that a session has ended is in the database when it is acknowledged, and told', async () => {
  const { claims, sign, post, denied, heard, denials } = await testProduct()

  const answer = await post(await sign(claims()))

  expect(answer.status).toBe(204)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(await denied()).toMatchObject([{ kind: 'session', subject: 'desk' }])
  expect(heard).toMatchObject([{ kind: 'session', subject: 'desk' }])
  expect(denials.hasEnded('desk')).toBe(true)
})

test('a changed account outdates its tokens, a removed client’s are refused', async () => {
  const { claims, sign, post, denied } = await testProduct()
  const { sid: _sid, ...person } = claims()

  expect((await post(await sign({ ...person, events: { [denyTokensEvent]: { revision: 7 } } }))).status).toBe(204)
  const removed = { [denyTokensEvent]: { clientId: 'an-app', at: 5_000, wholly: true } }
  expect((await post(await sign({ ...person, jti: 'another', events: removed }))).status).toBe(204)

  expect(await denied()).toMatchObject([
    { kind: 'person', subject: 'mina', revision: 7 },
    { kind: 'client', subject: 'an-app', at: 5_000 },
  ])
})

test('a logout token that is used again ends nothing more', async () => {
  const { claims, sign, post } = await testProduct()
  const token = await sign(claims())
  await post(token)

  expect(await post(token)).toMatchObject({ status: 400, body: { code: 'logout_token_replayed' } })
})

type Product = Awaited<ReturnType<typeof testProduct>>

test.each<[string, (product: Product) => Promise<string>]>([
  ['signed by another', ({ claims, sign }) => sign(claims(), {}, foreignKey.privateKey)],
  ['with an unknown key', ({ claims, sign }) => sign(claims(), { kid: '../../etc/passwd' })],
  ['of another type: an access token', ({ claims, sign }) => sign(claims(), { typ: 'at+jwt' })],
  ['of another type: an ID token', ({ claims, sign }) => sign(claims(), { typ: 'JWT' })],
  ['of another issuer', ({ claims, sign }) => sign({ ...claims(), iss: 'http://evil.test' })],
  ['for another client', ({ claims, sign }) => sign({ ...claims(), aud: 'bell-img' })],
  ['that has expired', ({ claims, sign, seconds }) => sign({ ...claims(), iat: seconds() - 130, exp: seconds() - 10 })],
  [
    'that is old, whatever it says of its end',
    ({ claims, sign, seconds }) => sign({ ...claims(), iat: seconds() - 900 }),
  ],
  ['with a nonce', ({ claims, sign }) => sign({ ...claims(), nonce: 'n' })],
  ['without the event', ({ claims, sign }) => sign({ ...claims(), events: {} })],
  ['with another event', ({ claims, sign }) => sign({ ...claims(), events: { 'urn:other': {} } })],
  ['without a name of its own', ({ claims, sign }) => sign({ ...claims(), jti: undefined })],
  ['without a session', ({ claims, sign }) => sign({ ...claims(), sid: undefined })],
  [
    'without a person',
    ({ claims, sign }) => sign({ ...claims(), sub: undefined, events: { [denyTokensEvent]: { revision: 7 } } }),
  ],
  [
    'unsigned',
    async ({ claims }) =>
      [{ alg: 'none', kid: 'one', typ: 'logout+jwt' }, claims()]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.') + '.',
  ],
  ['that is no token', async () => 'a.b.c'],
])('a logout token %s is refused', async (_name, make) => {
  const product = await testProduct()

  const answer = await product.post(await make(product))

  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_logout_token' } })
  expect(await product.denied()).toEqual([])
})

test('a huge body is not read, and no other type is taken', async () => {
  const { anonymous, claims, sign } = await testProduct()
  const path = '/session/backchannel-logout'
  const form = { 'content-type': 'application/x-www-form-urlencoded' }

  expect((await anonymous('POST', path, `logout_token=${'x'.repeat(20_000)}`, form)).status).toBe(413)
  expect((await anonymous('POST', path, { logout_token: [await sign(claims())] })).status).toBe(400)
  expect((await anonymous('POST', path, 'other=1', form)).status).toBe(400)
})
