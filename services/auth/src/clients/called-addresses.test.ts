import { generateKeyPairSync, randomUUID } from 'node:crypto'
import dns from 'node:dns'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT } from 'jose'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { origin, testAuth } from '../auth.fixture.ts'
import { testOtherApp } from '../other-app.fixture.ts'

// Addresses that somebody typed and AuthBell calls: an app's keys, and where it hears of sign-outs. They were looked at
// when they were typed; what they lead to can change afterwards, so here they stand in the database already.

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256' }] })

afterEach(() => void vi.restoreAllMocks())

/** A server of the private network, which counts who comes. */
async function privateServer(answer: (response: ServerResponse) => unknown = (response) => response.end(jwks)) {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url!)
    answer(response.setHeader('content-type', 'application/json'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { requests, port: (server.address() as AddressInfo).port }
}

/** Each way to write, or to hide, this machine's own address. */
const waysHome = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '017700000001',
  '0177.0.0.1',
  '0.0.0.0',
  '0',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  'localhost',
  'LOCALHOST.',
  // A name that was public when it was typed, and leads here at the call: a rebound one.
  'rebound.example',
]

function rebind() {
  const lookup = dns.lookup.bind(dns)
  vi.spyOn(dns, 'lookup').mockImplementation(((name: string, ...rest: unknown[]) =>
    (lookup as (...all: unknown[]) => void)(name.endsWith('.example') ? 'localhost' : name, ...rest)) as never)
}

type Auth = Awaited<ReturnType<typeof testAuth>>
type OtherApp = Awaited<ReturnType<typeof testOtherApp>>

const move = ({ deps }: Auth, { id }: OtherApp, to: { jwksUri: string } | { backchannelLogoutUri: string }) =>
  deps.db
    .updateTable('client')
    .set('jwksUri' in to ? { ...to, jwks: null } : to)
    .where('id', '=', id)
    .execute()

async function proveByKey({ id, call }: OtherApp) {
  const claims = { iss: id, sub: id, aud: origin, jti: randomUUID(), exp: Math.floor(Date.now() / 1000) + 60 }
  const assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey)
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  const fields = { token: 'x', client_assertion: assertion, client_assertion_type: type }
  return (await call('/oidc/token/introspection', fields)).status
}

test('an app’s keys are fetched from no private address, however it is written', async () => {
  rebind()
  const { requests, port } = await privateServer()
  const auth = await testAuth()

  for (const host of waysHome) {
    const app = await testOtherApp(auth, { jwks })
    await move(auth, app, { jwksUri: `http://${host}:${port}/${host}` })
    expect(await proveByKey(app), host).toBe(401)
  }

  expect(requests).toEqual([])
})

test('where the operator allows private addresses they are called, and no redirect is followed to one', async () => {
  const inner = await privateServer()
  const leading = await privateServer((response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${inner.port}/secrets` }).end(),
  )
  const auth = await testAuth({ privateApps: true })
  const app = await testOtherApp(auth, { jwks })
  await move(auth, app, { jwksUri: `http://127.0.0.1:${inner.port}/keys` })
  expect(await proveByKey(app)).toBe(200)

  const redirected = await testOtherApp(auth, { jwks })
  await move(auth, redirected, { jwksUri: `http://127.0.0.1:${leading.port}/keys` })
  expect(await proveByKey(redirected)).toBe(401)

  expect(leading.requests).toEqual(['/keys'])
  expect(inner.requests).toEqual(['/keys'])
})

/** Mina, signed in to all of these apps, signs out. */
async function signOut(auth: Auth, apps: OtherApp[]) {
  await auth.given('mina')
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')
  for (const app of apps) await app.tokens(browser, 'mina@example.org')
  const page = await browser.request('GET', '/oidc/session/end')
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.body)![1]!
  const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' }
  const body = new URLSearchParams({ xsrf, logout: 'yes' }).toString()
  await browser.request('POST', '/oidc/session/end/confirm', { body, headers })
}

const attemptsAt = ({ deps }: Auth, { id }: OtherApp) =>
  deps.db.selectFrom('logoutMessage').select('attempts').where('clientId', '=', id).execute()

test('a sign-out is told at no private address, however it is written', async () => {
  rebind()
  const { requests, port } = await privateServer()
  const auth = await testAuth()
  const apps: OtherApp[] = []
  for (const host of waysHome) {
    const app = await testOtherApp(auth, {})
    await move(auth, app, { backchannelLogoutUri: `http://${host}:${port}/${host}` })
    apps.push(app)
  }

  await signOut(auth, apps)

  for (const app of apps) await expect.poll(() => attemptsAt(auth, app)).toEqual([{ attempts: 1 }])
  expect(requests).toEqual([])
})

test('a sign-out that an app sends on elsewhere goes nowhere else', async () => {
  const inner = await privateServer()
  const leading = await privateServer((response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${inner.port}/admin` }).end(),
  )
  const auth = await testAuth({ privateApps: true })
  const app = await testOtherApp(auth, {})
  await move(auth, app, { backchannelLogoutUri: `http://127.0.0.1:${leading.port}/logout` })

  await signOut(auth, [app])

  await expect.poll(() => attemptsAt(auth, app)).toEqual([{ attempts: 1 }])
  expect(leading.requests).toEqual(['/logout'])
  expect(inner.requests).toEqual([])
})
