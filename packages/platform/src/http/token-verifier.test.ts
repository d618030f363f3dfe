import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { testClock } from '../clock/index.ts'
import { createKeySet } from './key-set.ts'
import { createLogger } from './logging.ts'
import { createTokenVerifier } from './token-verifier.ts'

const one = generateKeyPairSync('rsa', { modulusLength: 2048 })
const two = generateKeyPairSync('rsa', { modulusLength: 2048 })
const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** AuthBell's key set on a real server, and tokens as AuthBell makes them. */
async function given() {
  const clock = testClock()
  const waiting: (() => void)[] = []
  const jwks = {
    keys: { one: one.publicKey } as Record<string, KeyObject>,
    /** What else stands in the key set. */
    extra: [] as unknown[],
    fetches: 0,
    status: 200,
    hangs: false,
    letGo: () => waiting.forEach((answer) => answer()),
  }
  const server = createServer(async (_request, response) => {
    jwks.fetches++
    if (jwks.hangs) await new Promise<void>((resolve) => waiting.push(resolve))
    const own = Object.entries(jwks.keys).map(([kid, key]) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' }))
    const keys = [...own, ...jwks.extra]
    response.writeHead(jwks.status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const lines: string[] = []
  const keys = createKeySet({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oidc/jwks`,
    clock,
    log: createLogger({ to: { write: (line) => void lines.push(line) } }),
  })
  onTestFinished(() => keys.close())
  const verify = createTokenVerifier({
    issuer: 'http://auth.test',
    audience: 'http://music.test',
    keys,
    clock,
  })
  const seconds = Math.floor(clock.now() / 1000)
  const header = { alg: 'RS256', typ: 'at+jwt', kid: 'one' }
  const claims = {
    iss: 'http://auth.test',
    aud: 'http://music.test',
    sub: 'mina',
    client_id: 'bell-music',
    scope: 'music queue',
    sid: 'sid-1',
    jti: 'jti-1',
    iat: seconds,
    exp: seconds + 300,
    name: 'Mina',
    email: 'mina@example.org',
    roles: ['artist'],
  }
  function token(changed: { header?: object; claims?: object; key?: KeyObject } = {}) {
    const signed = `${part({ ...header, ...changed.header })}.${part({ ...claims, ...changed.claims })}`
    return `${signed}.${createSign('sha256')
      .update(signed)
      .sign(changed.key ?? one.privateKey, 'base64url')}`
  }
  return { verify: async (text: string) => verify(text), token, clock, jwks, keys, header, claims }
}

test('a token of AuthBell says who someone is', async () => {
  const { verify, token, claims } = await given()

  expect(await verify(token())).toEqual({
    user: {
      id: 'mina',
      name: 'Mina',
      email: 'mina@example.org',
      roles: ['artist'],
      scopes: ['music', 'queue'],
      sid: 'sid-1',
    },
    clientId: 'bell-music',
    issuedAt: claims.iat * 1000,
    expiresAt: claims.exp * 1000,
  })
})

test('a service account has its client id and scopes, and no roles, whatever its token says', async () => {
  const { verify, token } = await given()
  const service = {
    sub: 'bell-music',
    scope: 'img:write',
    roles: ['owner'],
    sid: undefined,
    email: undefined,
    name: undefined,
  }

  expect((await verify(token({ claims: service }))).user).toEqual({
    id: 'bell-music',
    name: 'bell-music',
    roles: [],
    scopes: ['img:write'],
    clientId: 'bell-music',
  })
})

test.each([
  ['another issuer', { claims: { iss: 'http://evil.test' } }],
  ['another product’s audience', { claims: { aud: 'http://img.test' } }],
  ['no audience', { claims: { aud: undefined } }],
  ['no subject', { claims: { sub: undefined } }],
  ['no expiry', { claims: { exp: undefined } }],
  ['no client', { claims: { client_id: undefined } }],
  ['an unknown role', { claims: { roles: ['emperor'] } }],
  ['an ID token’s type', { header: { typ: 'JWT' } }],
  ['no type', { header: { typ: undefined } }],
  ['no key id', { header: { kid: undefined } }],
  ['a critical extension', { header: { crit: ['x'], x: 1 } }],
  ['another’s signature', { key: stranger.privateKey }],
  ['RS512 in the header', { header: { alg: 'RS512' } }],
] as const)('a token with %s is refused', async (_name, changed) => {
  const { verify, token } = await given()

  await expect(verify(token(changed))).rejects.toMatchObject({ status: 401, code: 'invalid_token' })
})

test('no algorithm can be talked into: none, or HS256 with the public key as its secret', async () => {
  const { verify, header, claims } = await given()
  const none = `${part({ ...header, alg: 'none' })}.${part(claims)}.`
  const signed = `${part({ ...header, alg: 'HS256' })}.${part(claims)}`
  const pem = one.publicKey.export({ type: 'spki', format: 'pem' })
  const confused = `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`

  for (const forged of [none, none.slice(0, -1), confused, 'a.b.c', '', '....']) {
    await expect(verify(forged)).rejects.toMatchObject({ status: 401, code: 'invalid_token' })
  }
})

test('a known signature does not carry another payload', async () => {
  const { verify, token, claims, header } = await given()
  const good = token()
  await verify(good)

  const forged = `${part(header)}.${part({ ...claims, roles: ['owner'] })}.${good.split('.')[2]}`

  await expect(verify(forged)).rejects.toMatchObject({ status: 401, code: 'invalid_token' })
})

test('a token is good until it expires, and five seconds more for clocks that differ, remembered or not', async () => {
  const { verify, token, clock } = await given()
  const remembered = token()
  await verify(remembered)

  clock.advance(304_999)
  expect((await verify(remembered)).user.id).toBe('mina')
  expect((await verify(token({ claims: { jti: 'jti-1' } }))).user.id).toBe('mina')
  clock.advance(1)

  await expect(verify(remembered)).rejects.toMatchObject({ status: 401, code: 'token_expired' })
  await expect(verify(token({ claims: { jti: 'jti-2' } }))).rejects.toMatchObject({
    status: 401,
    code: 'token_expired',
  })
})

test.each(['nbf', 'iat'])(
  'a token whose %s is ahead waits for its time, less five seconds, and no sign-in is blamed',
  async (claim) => {
    const { verify, token, clock, claims } = await given()
    const early = token({ claims: { [claim]: claims.iat + 20, exp: claims.iat + 300 } })

    clock.advance(14_999)
    await expect(verify(early)).rejects.toMatchObject({ status: 503, code: 'clock_off' })
    clock.advance(1)
    expect((await verify(early)).user.id).toBe('mina')
  },
)

test('a token that is too long is refused unread', async () => {
  const { verify, token, jwks } = await given()

  await expect(verify(token({ claims: { name: 'x'.repeat(1_000_000) } }))).rejects.toMatchObject({ status: 401 })

  expect(jwks.fetches).toBe(0)
})

test('a new key is fetched when its first token comes; made-up keys cause no flood', async () => {
  const { verify, token, clock, jwks } = await given()
  await verify(token())
  expect(jwks.fetches).toBe(1)

  jwks.keys['two'] = two.publicKey
  clock.advance(11_000)
  const signedByTwo = token({ header: { kid: 'two' }, key: two.privateKey })
  await Promise.all([
    verify(signedByTwo),
    verify(token({ header: { kid: 'two' }, claims: { jti: '2' }, key: two.privateKey })),
  ])
  expect(jwks.fetches).toBe(2)

  clock.advance(11_000)
  const guesses = Array.from({ length: 30 }, (_, n) => verify(token({ header: { kid: `guess-${n}` } })))
  const outcomes = await Promise.allSettled(guesses)
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
  await expect(verify(token({ header: { kid: 'one more' } }))).rejects.toMatchObject({ code: 'invalid_token' })
  expect(jwks.fetches).toBe(3)
})

test('a key that AuthBell took back is forgotten', async () => {
  const { verify, token, clock, jwks } = await given()
  await verify(token())

  jwks.keys = { two: two.publicKey }
  clock.advance(11 * 60_000)
  const late = { exp: Math.floor(clock.now() / 1000) + 300 }

  await expect(verify(token({ claims: late }))).rejects.toMatchObject({ status: 401, code: 'invalid_token' })
})

test('a token that is remembered dies with its key, at the next look', async () => {
  const { verify, token, jwks, keys } = await given()
  await verify(token())

  jwks.keys = { two: two.publicKey }
  await keys.refresh()

  await expect(verify(token())).rejects.toMatchObject({ status: 401, code: 'invalid_token' })
})

test('a key of the same name that is another key is another key', async () => {
  const { verify, token, jwks, keys } = await given()
  await verify(token())

  jwks.keys = { one: two.publicKey }
  await keys.refresh()

  await expect(verify(token())).rejects.toMatchObject({ status: 401, code: 'invalid_token' })
  expect((await verify(token({ key: two.privateKey }))).user.id).toBe('mina')
})

test('a key that is too short, or for other use, is no key; without any there is nothing new', async () => {
  const { verify, token, jwks, keys, clock } = await given()
  await verify(token())

  jwks.keys = { short: short.publicKey, two: two.publicKey }
  jwks.extra = [
    { ...one.publicKey.export({ format: 'jwk' }), kid: 'enc', use: 'enc' },
    { kty: 'RSA' },
    'nonsense',
    null,
  ]
  await keys.refresh()
  clock.advance(11_000)
  expect((await verify(token({ header: { kid: 'two' }, key: two.privateKey }))).user.id).toBe('mina')
  for (const [kid, key] of [
    ['short', short.privateKey],
    ['enc', one.privateKey],
  ] as const)
    await expect(verify(token({ header: { kid }, key }))).rejects.toMatchObject({ code: 'invalid_token' })

  jwks.keys = {}
  await keys.refresh()
  expect((await verify(token({ header: { kid: 'two' }, key: two.privateKey }))).user.id).toBe('mina')
})

test('an answer that is too large is not read to its end', async () => {
  const { verify, token, jwks } = await given()
  jwks.extra = ['x'.repeat(100_000)]

  await expect(verify(token())).rejects.toMatchObject({ status: 503, code: 'auth_unavailable' })
})

test('many at once, at the very first, cause one fetch', async () => {
  const { verify, token, jwks } = await given()

  await Promise.all(Array.from({ length: 50 }, (_, n) => verify(token({ claims: { jti: `${n}` } }))))

  expect(jwks.fetches).toBe(1)
})

test('while AuthBell is out, nobody waits for it but the first who asks', async () => {
  const { verify, token, clock, jwks, claims } = await given()
  const good = () => verify(token({ claims: { exp: claims.exp + 3600 } }))
  await good()
  jwks.hangs = true
  clock.advance(11 * 60_000)
  const first = verify(token({ claims: { exp: claims.exp + 3600, jti: 'a' } }))

  const others = await Promise.all([good(), verify(token({ claims: { exp: claims.exp + 3600, jti: 'b' } }))])

  expect(others).toHaveLength(2)
  await vi.waitFor(() => expect(jwks.fetches).toBe(2))
  jwks.letGo()
  expect((await first).user.id).toBe('mina')
})

test('while AuthBell is out, known keys go on working; without any, it is unavailable and not unauthorized', async () => {
  const { verify, token, clock, jwks } = await given()
  jwks.status = 500
  await expect(verify(token())).rejects.toMatchObject({ status: 503, code: 'auth_unavailable' })

  jwks.status = 200
  clock.advance(1_000)
  await verify(token())
  jwks.status = 500
  clock.advance(11 * 60_000)

  const late = { exp: Math.floor(clock.now() / 1000) + 300 }
  expect((await verify(token({ claims: late }))).user.id).toBe('mina')
})
