import { keySetLifeMs } from '@bell/platform/http'
import { createEmbeddedKeyValue } from '@bell/platform/key-value'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { expect, onTestFinished, test, vi } from 'vitest'
import { family, origin, refresh, testAuth } from '../auth.fixture.ts'
import { rotateSigningKey } from '../index.ts'
import { openKeyRing } from './key-ring.ts'
import { keyTimes } from './key-times.ts'
import { advanceKeys } from './rotation.ts'

const day = 86_400_000
const times = { ...keyTimes(90 * day), lookEveryMs: 10 }

async function given(options = {}) {
  const auth = await testAuth({ keyTimes: times, ...options })
  const { id } = await auth.given('owner', 'owner')
  const browser = auth.browser()
  const kids = async () =>
    ((await browser.request('GET', '/oidc/jwks')).body.keys as { kid: string }[]).map(({ kid }) => kid).toSorted()
  return {
    auth,
    browser,
    owner: auth.as({ id }),
    ownerId: id,
    kids,
    /** What the key set holds once it is this many keys. */
    published: (many: number) =>
      vi.waitFor(async () => (await kids()).length === many || Promise.reject(new Error('not yet'))).then(kids),
    /** Moves the clock, and waits until a key signs. */
    until: async (ms: number, kid: string) => {
      auth.clock.advance(ms)
      await vi.waitFor(async () => expect((await listed(auth.as({ id }), 'current')).kid).toBe(kid))
    },
    actions: async () =>
      (await auth.deps.db.selectFrom('audit').selectAll().where('subjectKind', '=', 'key').orderBy('id').execute()).map(
        ({ action, actorId, subjectId }) => ({ action, actorId, subjectId }),
      ),
  }
}

type Owner = Awaited<ReturnType<typeof given>>['owner']
const listed = async (owner: Owner, state: string) =>
  (await owner('GET', '/api/keys')).body.items.find((key: { state: string }) => key.state === state)
const kidOf = (jwt: string) => decodeProtectedHeader(jwt).kid!

test('a key lives through next, current, retiring and gone, and no token is without its key meanwhile', async () => {
  const { auth, browser, owner, ownerId, kids, published, until, actions } = await given()
  const before = await browser.signIn('music', 'owner@example.org')
  const old = kidOf(before.access_token)
  expect(await kids()).toEqual([old])

  const begun = await owner('POST', '/api/keys/rotate', {})
  expect(begun).toMatchObject({ status: 200, body: { items: [{ state: 'next', goesAt: null }, { state: 'current' }] } })
  const next = begun.body.items[0].kid as string
  expect(await published(2)).toEqual([old, next].toSorted())
  const meanwhile = await refresh(auth.app, 'music', before.refresh_token)
  expect(kidOf(meanwhile.body.access_token)).toBe(old)

  await until(times.publishAheadMs, next)
  const after = await refresh(auth.app, 'music', meanwhile.body.refresh_token)
  expect(kidOf(after.body.access_token)).toBe(next)
  expect(kidOf(after.body.id_token)).toBe(next)
  const jwks = createLocalJWKSet((await browser.request('GET', '/oidc/jwks')).body)
  for (const token of [before.access_token, meanwhile.body.access_token, after.body.access_token])
    await jwtVerify(token, jwks, { issuer: origin, audience: family.music })
  await jwtVerify(after.body.id_token, jwks, { issuer: origin, audience: 'bell-music' })
  expect(await listed(owner, 'retiring')).toMatchObject({ kid: old, goesAt: expect.any(String) })

  auth.clock.advance(times.keepMs + 1)
  expect(await published(1)).toEqual([next])
  expect(await listed(owner, 'gone')).toMatchObject({ kid: old })
  expect((await actions()).slice(-2)).toEqual([
    { action: 'key.rotation-begun', actorId: ownerId, subjectId: next },
    { action: 'key.current', actorId: null, subjectId: next },
  ])
  auth.clock.advance(31 * day)
  await vi.waitFor(async () => expect(await listed(owner, 'gone')).toBeUndefined())
})

test('while one rotation is under way no other begins, and it says until when', async () => {
  const { owner } = await given()
  await owner('POST', '/api/keys/rotate', {})

  const again = await owner('POST', '/api/keys/rotate', {})

  expect(again).toMatchObject({ status: 409, body: { code: 'rotation_under_way' } })
  expect(again.body.detail).toContain((await listed(owner, 'next')).signsAt)
})

test('the schedule rotates by itself, so that a key signs for as long as was set', async () => {
  const { auth, owner, published } = await given()
  const { rotatesAt } = (await owner('GET', '/api/keys')).body
  const first = await listed(owner, 'current')
  expect(Date.parse(rotatesAt)).toBe(Date.parse(first.signsAt) + 90 * day - times.publishAheadMs)

  auth.clock.advance(Date.parse(rotatesAt) - auth.clock.now())
  await published(2)

  expect(Date.parse((await listed(owner, 'next')).signsAt)).toBe(Date.parse(first.signsAt) + 90 * day)
})

test('a key that nobody could fetch when its time came, since AuthBell was down, is published for as long anew', async () => {
  const { auth, owner, kids } = await given({ keyTimes: { ...times, lookEveryMs: 3_600_000 } })
  const [old] = await kids()
  await owner('POST', '/api/keys/rotate', {})

  auth.clock.advance(times.publishAheadMs + 120_000)
  await advanceKeys(auth.deps)

  expect(await listed(owner, 'current')).toMatchObject({ kid: old })
  const { signsAt } = await listed(owner, 'next')
  expect(Date.parse(signsAt)).toBe(auth.clock.now() + times.publishAheadMs)
  auth.clock.advance(times.publishAheadMs)
  await advanceKeys(auth.deps)
  expect(await listed(owner, 'retiring')).toMatchObject({ kid: old })
})

test('without a schedule nothing happens by itself', async () => {
  const { auth, owner, kids } = await given({ keyTimes: { ...times, rotateEveryMs: undefined } })
  auth.clock.advance(1000 * day)

  await advanceKeys(auth.deps)

  expect(await kids()).toHaveLength(1)
  expect((await owner('GET', '/api/keys')).body.rotatesAt).toBeNull()
})

test('processes that do it all at the same time take each step once', async () => {
  const { auth, owner, actions } = await given({ keyTimes: { ...times, lookEveryMs: 3_600_000 } })
  const together = () => Promise.all(Array.from({ length: 6 }, () => advanceKeys(auth.deps)))
  const earlier = await actions()

  auth.clock.advance(90 * day - times.publishAheadMs)
  await together()
  auth.clock.advance(times.publishAheadMs)
  await together()

  expect((await actions()).slice(earlier.length).map(({ action }) => action)).toEqual([
    'key.rotation-begun',
    'key.current',
  ])
  expect((await owner('GET', '/api/keys')).body.items.map(({ state }: { state: string }) => state)).toEqual([
    'current',
    'retiring',
  ])
})

test('another process, told nothing, follows within one look at the table', async () => {
  const { auth, owner, kids } = await given()
  const elsewhere = { ...auth.deps, keyValue: createEmbeddedKeyValue({ clock: auth.clock }) }
  const ring = await openKeyRing(elsewhere)
  onTestFinished(async () => {
    await ring.close()
    await elsewhere.keyValue.close()
  })
  const old = ring.current().kid

  await rotateSigningKey(auth.deps, true)

  await vi.waitFor(() => expect(ring.current().kid).not.toBe(old))
  const here = ring.published().map(({ kid }) => kid)
  await vi.waitFor(async () => expect(await kids()).toEqual(here))
  expect(await listed(owner, 'withdrawn')).toMatchObject({ kid: old })
  await expect(ring.sign(old, Buffer.from('x'))).rejects.toThrow('does not sign')
})

test('a token whose header was written before the change is still signed by the key that it names', async () => {
  const { auth, owner } = await given()
  const ring = await openKeyRing(auth.deps)
  onTestFinished(() => ring.close())
  const old = ring.current().kid
  await owner('POST', '/api/keys/rotate', {})

  auth.clock.advance(times.publishAheadMs)
  await vi.waitFor(() => expect(ring.current().kid).not.toBe(old))

  await expect(ring.sign(old, Buffer.from('x'))).resolves.toHaveLength(256)
})

test('a leaked key is withdrawn at once, and a session goes on with the new one', async () => {
  const { auth, browser, owner, ownerId, published, actions } = await given()
  const before = await browser.signIn('music', 'owner@example.org')
  const leaked = kidOf(before.access_token)
  await owner('POST', '/api/keys/rotate', {})
  const [next] = (await published(2)).filter((kid) => kid !== leaked)

  await owner('POST', '/api/keys/rotate', { now: true })

  const [fresh] = await published(1)
  expect([leaked, next]).not.toContain(fresh)
  const { body } = await refresh(auth.app, 'music', before.refresh_token)
  expect(kidOf(body.access_token)).toBe(fresh)
  expect((await actions()).slice(-3)).toEqual(
    expect.arrayContaining([
      { action: 'key.withdrawn', actorId: ownerId, subjectId: leaked },
      { action: 'key.withdrawn', actorId: ownerId, subjectId: next },
      { action: 'key.current', actorId: ownerId, subjectId: fresh },
    ]),
  )
})

test('an ID token of a key that is gone still names its session at sign-out; one of a withdrawn key does not', async () => {
  const { auth, browser, owner, published, until } = await given()
  const { id_token } = await browser.signIn('music', 'owner@example.org')
  const address = `/oidc/session/end?${new URLSearchParams({ id_token_hint: id_token }).toString()}`
  const { kid } = (await owner('POST', '/api/keys/rotate', {})).body.items[0]
  await until(times.publishAheadMs, kid)
  auth.clock.advance(times.keepMs + 1)
  await published(1)

  expect((await browser.request('GET', address)).body).toContain('document.forms[0].submit()')

  const { id_token: later } = await browser.signIn('music')
  await owner('POST', '/api/keys/rotate', { now: true })
  await vi.waitFor(async () => expect(await published(1)).not.toEqual([kid]))
  expect((await browser.request('GET', address.replace(id_token, later))).status).toBe(400)
})

test('a key that signs no more has no private part any more', async () => {
  const { auth, owner, until } = await given()
  const { kid } = (await owner('POST', '/api/keys/rotate', {})).body.items[0]
  await until(times.publishAheadMs, kid)

  const rows = await auth.deps.db.selectFrom('signingKey').select(['kid', 'sealedPrivateJwk']).execute()

  expect(rows.filter(({ sealedPrivateJwk }) => sealedPrivateJwk !== '').map((row) => row.kid)).toEqual([kid])
})

test('keys are for owners alone', async () => {
  const { auth } = await given()
  for (const role of ['admin', 'artist', 'listener'] as const) {
    const { id } = await auth.given(role, role)
    expect(await auth.as({ id, roles: ['owner'] })('GET', '/api/keys')).toMatchObject({ status: 403 })
    expect(await auth.as({ id, roles: ['owner'] })('POST', '/api/keys/rotate', {})).toMatchObject({ status: 403 })
  }
  expect((await auth.anonymous('GET', '/api/keys')).status).toBe(401)
})

test('the key is the same after a restart; with another secret the start is refused, unless the keys may be replaced', async () => {
  const { auth, kids } = await given()
  const ring = await openKeyRing(auth.deps)
  onTestFinished(() => ring.close())

  expect([ring.current().kid]).toEqual(await kids())
  const changed = { ...auth.deps, secret: new Uint8Array(32) }
  await expect(openKeyRing(changed)).rejects.toThrow('--replace-keys')

  const old = await kids()
  const renewed = await openKeyRing({ ...changed, replaceKeys: true })
  onTestFinished(() => renewed.close())
  expect(old).not.toContain(renewed.current().kid)
  await expect(renewed.sign(renewed.current().kid, Buffer.from('x'))).resolves.toHaveLength(256)
})

test('a key is published for longer than a verifier goes without asking, and kept for longer than a token lives', () => {
  const { publishAheadMs, keepMs } = keyTimes(90 * day)

  expect(publishAheadMs).toBeGreaterThan(keySetLifeMs + times.lookEveryMs)
  expect(keepMs).toBeGreaterThan(3_600_000)
})
