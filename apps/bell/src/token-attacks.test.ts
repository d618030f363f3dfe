import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
  type webcrypto,
} from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addUser, rotateSigningKey } from '@bell/auth'
import { createLogger } from '@bell/platform/http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openKey } from '../../../services/auth/src/keys/make-key.ts'
import { compose } from './compose.ts'
import { readConfig } from './config.ts'

// Attacks on access tokens, through the door of the real MusicBell, by someone who can have AuthBell's own key sign
// whatever is asked: so each fails by its own mistake and by nothing else.

const origins = { auth: 'http://localhost:21510', music: 'http://localhost:21511', img: 'http://localhost:21512' }
const home = mkdtempSync(join(tmpdir(), 'bell-attacks-'))
const mallory = generateKeyPairSync('rsa', { modulusLength: 2048 })

let bell: Awaited<ReturnType<typeof compose>>
let genuine: { kid: string; privateKey: KeyObject; publicKey: KeyObject }
let userId: string
const asked: string[] = []
const evil = createServer((request, response) => {
  asked.push(request.url!)
  const jwk = { ...mallory.publicKey.export({ format: 'jwk' }), kid: 'mallory', use: 'sig', alg: 'RS256' }
  response.end(JSON.stringify({ keys: [jwk] }))
})
let evilAddress: string

beforeAll(async () => {
  const addresses = Object.entries(origins).flatMap(([name, origin]) => [`--${name}-url`, origin])
  const config = readConfig(['--home', home, ...addresses])
  bell = await compose(config, createLogger({ level: 'silent' }))
  for (const { name, app } of bell.products) await app!.listen({ host: 'localhost', port: config.places[name].port })
  userId = (
    await addUser(bell.auth!, { email: 'mina@example.org', name: 'Mina', password: 'a quiet harbour', role: 'owner' })
  ).id
  const row = await bell.auth!.db.selectFrom('signingKey').selectAll().executeTakeFirstOrThrow()
  const privateKey = createPrivateKey({ key: openKey(bell.auth!.secret, row) as webcrypto.JsonWebKey, format: 'jwk' })
  genuine = { kid: row.kid, privateKey, publicKey: createPublicKey(privateKey) }
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
  evilAddress = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/keys.json`
})

afterAll(async () => {
  evil.close()
  await bell.close()
  rmSync(home, { recursive: true })
})

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const seconds = () => Math.floor(Date.now() / 1000)
const header = () => ({ alg: 'RS256', typ: 'at+jwt', kid: genuine.kid })
const claims = () => ({
  iss: origins.auth,
  aud: origins.music,
  sub: userId,
  client_id: 'bell-music',
  scope: 'openid profile email',
  sid: 'a-session',
  jti: 'a-token',
  iat: seconds(),
  exp: seconds() + 300,
  name: 'Mina',
  roles: ['owner'],
})
const rs256 = (text: string, key = genuine.privateKey) => sign('sha256', Buffer.from(text), key).toString('base64url')

/** Signed as AuthBell signs, with these parts of header and claims changed, added, or (undefined) left out. */
function token(changedHeader: object = {}, changedClaims: object | string = {}, key?: KeyObject) {
  const payload = typeof changedClaims === 'string' ? changedClaims : { ...claims(), ...changedClaims }
  const signed = `${part({ ...header(), ...changedHeader })}.${part(payload)}`
  return `${signed}.${rs256(signed, key)}`
}

/** Header and payload as they are written, whatever they are, signed by AuthBell's key. */
const written = (head: string, payload: string) =>
  `${part(head)}.${part(payload)}.${rs256(`${part(head)}.${part(payload)}`)}`

function hmac(secret: Buffer | string, more: object = {}) {
  const signed = `${part({ ...header(), alg: 'HS256', ...more })}.${part(claims())}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

const call = (authorization: string, path = '/api/queue') =>
  fetch(origins.music + path, { headers: { authorization }, signal: AbortSignal.timeout(5_000) })

const pem = () => genuine.publicKey.export({ type: 'spki', format: 'pem' }) as string
const parts = () => token().split('.') as [string, string, string]
const inHeader = (more: object, kid = 'mallory') => token({ kid, ...more }, {}, mallory.privateKey)
const mallorysJwk = () => mallory.publicKey.export({ format: 'jwk' })
const lastLetter = (text: string) => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + letters[letters.indexOf(text.at(-1)!) ^ 1]!
}

test('a token as AuthBell makes it opens the door', async () => {
  expect((await call(`Bearer ${token()}`)).status).toBe(200)
  expect((await call(`bearer ${token({ typ: 'application/at+jwt' })}`)).status).toBe(200)
})

const attacks: Record<string, Record<string, () => string>> = {
  'no algorithm': {
    ...Object.fromEntries(
      ['none', 'None', 'NONE', 'nOnE'].flatMap((alg) => [
        [`${alg}, unsigned`, () => `${part({ ...header(), alg })}.${part(claims())}.`],
        [`${alg}, with a signature`, () => token({ alg })],
      ]),
    ),
    'left out': () => token({ alg: undefined }),
    'the empty text': () => token({ alg: '' }),
    'two of them, the second none': () =>
      written(`{"alg":"RS256","typ":"at+jwt","kid":"${genuine.kid}","alg":"none"}`, JSON.stringify(claims())),
  },
  'HS256 with what everyone knows as its secret': {
    'the public key, PEM': () => hmac(pem()),
    'the same without its last line end': () => hmac(pem().trim()),
    'PKCS #1': () => hmac(genuine.publicKey.export({ type: 'pkcs1', format: 'pem' }) as string),
    DER: () => hmac(genuine.publicKey.export({ type: 'spki', format: 'der' })),
    JWK: () => hmac(JSON.stringify(genuine.publicKey.export({ format: 'jwk' }))),
    'the modulus': () => hmac(Buffer.from(genuine.publicKey.export({ format: 'jwk' }).n!, 'base64url')),
    nothing: () => hmac(''),
    'nothing, and /dev/null as its key': () => hmac('', { kid: '../../../../dev/null' }),
  },
  'another algorithm': Object.fromEntries(
    ['RS384', 'RS512', 'PS256', 'ES256', 'EdDSA', 'rs256', 'RS256 '].map((alg) => [alg, () => token({ alg })]),
  ),
  'another algorithm, truly signed': {
    RS512: () => {
      const signed = `${part({ ...header(), alg: 'RS512' })}.${part(claims())}`
      return `${signed}.${sign('sha512', Buffer.from(signed), genuine.privateKey).toString('base64url')}`
    },
    PS256: () => {
      const signed = `${part({ ...header(), alg: 'PS256' })}.${part(claims())}`
      return `${signed}.${sign('sha256', Buffer.from(signed), { key: genuine.privateKey, padding: 6 }).toString('base64url')}`
    },
  },
  'another kind of token': {
    'an ID token': () => token({ typ: 'JWT' }, { aud: 'bell-music', client_id: undefined, scope: undefined }),
    'an ID token without a type': () => token({ typ: undefined }, { aud: 'bell-music' }),
    'an ID token made out to the service': () => token({ typ: 'JWT' }),
    'a logout token': () =>
      token({ typ: 'logout+jwt' }, { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }),
    'a type that only begins right': () => token({ typ: 'at+jwt+x' }),
    'a type that is a list': () => token({ typ: ['at+jwt'] }),
    'no type': () => token({ typ: undefined }),
  },
  'another’s token': {
    'for ImgBell': () => token({}, { aud: origins.img }),
    'for nobody': () => token({}, { aud: undefined }),
    'for an empty list': () => token({}, { aud: [] }),
    'for an address that begins alike': () => token({}, { aud: `${origins.music}.evil.test` }),
    'for the address and a slash': () => token({}, { aud: `${origins.music}/` }),
    'of another issuer': () => token({}, { iss: 'http://evil.test' }),
    'of an issuer that begins alike': () => token({}, { iss: `${origins.auth}/` }),
    'of a list of issuers': () => token({}, { iss: [origins.auth] }),
    'of no issuer': () => token({}, { iss: undefined }),
    'of nobody': () => token({}, { sub: undefined }),
    'of no client': () => token({}, { client_id: undefined }),
  },
  'another time': {
    'expired by more than the clocks may differ': () => token({}, { exp: seconds() - 6 }),
    'no expiry': () => token({}, { exp: undefined }),
    'an expiry that is text': () => token({}, { exp: '9999999999' }),
    'an expiry that is null': () => token({}, { exp: null }),
    'an expiry beyond all numbers': () =>
      written(JSON.stringify(header()), JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e999')),
    'valid from a text on': () => token({}, { nbf: 'now' }),
  },
  'another key id': {
    ...Object.fromEntries(
      [
        'unknown',
        '',
        '../../../../etc/passwd',
        '/proc/self/environ',
        `' UNION SELECT 'key' --`,
        `x' OR '1'='1`,
        'http://169.254.169.254/',
        '\u0000',
        '$(id)',
        '__proto__',
        'constructor',
        'k'.repeat(4_000),
      ].map((kid) => [JSON.stringify(kid).slice(0, 40), () => token({ kid })]),
    ),
    none: () => token({ kid: undefined }),
    'a number': () => token({ kid: 1 }),
    'a list': () => token({ kid: [genuine.kid] }),
    'an object': () => token({ kid: { toString: genuine.kid } }),
  },
  'a key that it brings along': {
    jku: () => inHeader({ jku: evilAddress }),
    'jku, with the known key id': () => inHeader({ jku: evilAddress }, genuine.kid),
    x5u: () => inHeader({ x5u: evilAddress }),
    jwk: () => inHeader({ jwk: mallorysJwk() }),
    'jwk, with the known key id': () => inHeader({ jwk: { ...mallorysJwk(), kid: genuine.kid } }, genuine.kid),
    x5c: () => inHeader({ x5c: [mallory.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }),
    'all of them': () => inHeader({ jku: evilAddress, x5u: evilAddress, jwk: mallorysJwk() }, genuine.kid),
  },
  'another signature': {
    none: () => `${parts()[0]}.${parts()[1]}.`,
    'none, and no dot': () => `${parts()[0]}.${parts()[1]}`,
    'of another key': () => token({}, {}, mallory.privateKey),
    'of another token': () => `${parts()[0]}.${part({ ...claims(), sub: 'another' })}.${parts()[2]}`,
    'one bit changed': () =>
      token().replace(/\.[\w-]([\w-]+)$/, (whole) => `.${whole[1] === 'A' ? 'B' : 'A'}${whole.slice(2)}`),
    'spare bits of its last letter changed': () => lastLetter(token()),
    shortened: () => token().slice(0, -4),
    'a zero put before': () =>
      parts()
        .with(2, Buffer.concat([Buffer.alloc(1), Buffer.from(parts()[2], 'base64url')]).toString('base64url'))
        .join('.'),
    'all zeros': () => parts().with(2, Buffer.alloc(256).toString('base64url')).join('.'),
    'one byte': () => parts().with(2, 'AA').join('.'),
    padded: () => `${token()}==`,
    'in the other base64': () => parts().with(2, Buffer.from(parts()[2], 'base64url').toString('base64')).join('.'),
  },
  'another shape': {
    'four parts': () => `${token()}.x`,
    'five parts, as encrypted': () => `${part({ alg: 'dir', enc: 'A128GCM', kid: genuine.kid })}..AAAA.AAAA.AAAA`,
    'one part': () => parts()[0],
    dots: () => '....',
    'a token in a token': () => written(JSON.stringify({ ...header(), cty: 'JWT' }), token()),
    'a header that is no JSON': () => written('{"alg":"RS256"', JSON.stringify(claims())),
    'a header that is a list': () => written('["RS256"]', JSON.stringify(claims())),
    'a header that is null': () => written('null', JSON.stringify(claims())),
    'an empty header': () => written('{}', JSON.stringify(claims())),
    'claims that are no JSON': () => token({}, '{"sub":'),
    'claims that are a list': () => token({}, '[]'),
    'claims that are null': () => token({}, 'null'),
    'claims that are text': () => token({}, '"mina"'),
    'no claims': () => token({}, '{}'),
    'an extension that must be understood': () => token({ crit: ['exp'] }),
    'an extension that must be understood, unknown': () => token({ crit: ['x'], x: 1 }),
    'an empty list of extensions': () => token({ crit: [] }),
    'extensions that are null': () => token({ crit: null }),
    'unencoded claims': () => token({ b64: false, crit: ['b64'] }),
    'a role that does not exist': () => token({}, { roles: ['emperor'] }),
    'roles that are text': () => token({}, { roles: 'owner' }),
    '12 kB of claims': () => token({}, { name: 'x'.repeat(9_000) }),
  },
}

const paths = ['/api/queue', '/api/tracks?limit=1']

for (const [kind, cases] of Object.entries(attacks)) {
  test.each(Object.entries(cases))(`${kind}: %s`, async (_name, make) => {
    const attack = make()
    // Also where nobody need be signed in, a token that is given must be good.
    for (const path of paths) {
      const answer = await call(`Bearer ${attack}`, path)
      const problem = (await answer.json()) as { code: string; detail: string }
      expect({ status: answer.status, code: problem.code }).toEqual({
        status: 401,
        code: expect.stringMatching(/^(invalid_token|token_expired)$/) as string,
      })
      expect(answer.headers.get('www-authenticate')).toContain('Bearer')
      expect(problem.detail).not.toContain(attack)
    }
    expect(asked).toEqual([])
  })
}

test.each(['nbf', 'iat'])('with a token whose %s is ahead nobody comes in, and a clock is blamed', async (claim) => {
  for (const path of paths) {
    const answer = await call(`Bearer ${token({}, { [claim]: seconds() + 60 })}`, path)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ code: 'clock_off' })
  }
  expect(asked).toEqual([])
})

test('a token of a megabyte is not even read', async () => {
  const socket = connect({ host: 'localhost', port: 21511 })
  socket.on('error', () => undefined)
  socket.write(
    `GET /api/queue HTTP/1.1\r\nHost: localhost:21511\r\nAuthorization: Bearer ${'a'.repeat(1_000_000)}\r\n\r\n`,
  )
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())))
  socket.destroy()

  expect(answer).toMatch(/^HTTP\/1\.1 431 /)
  expect((await call(`Bearer ${token()}`)).status).toBe(200)
})

test('a token counts in the header alone', async () => {
  expect((await call('', `/api/queue?access_token=${token()}`)).status).toBe(401)
  expect((await call(`Basic ${token()}`)).status).toBe(401)
})

test('MusicBell’s own token for ImgBell, as AuthBell gave it, opens ImgBell alone', async () => {
  const music = bell.auth!.clients.find(({ id }) => id === 'bell-music')!
  const response = await fetch(`${origins.auth}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${music.id}:${music.secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: origins.img, scope: 'img:write' }),
  })
  const { access_token: given } = (await response.json()) as { access_token: string }

  expect((await call(`Bearer ${given}`)).status).toBe(401)
})

test('a key that has leaked opens nothing any more, as soon as it is withdrawn', async () => {
  const remembered = token()
  expect((await call(`Bearer ${remembered}`)).status).toBe(200)

  await rotateSigningKey(bell.auth!, true)

  await vi.waitFor(async () => expect((await call(`Bearer ${remembered}`)).status).toBe(401))
  expect((await call(`Bearer ${token()}`)).status).toBe(401)
})
