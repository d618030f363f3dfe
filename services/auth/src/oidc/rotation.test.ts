import { beginReadOnly, endReadOnly } from '@bell/platform/leases'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { refresh, testAuth } from '../auth.fixture.ts'

async function signedIn(options: Parameters<typeof testAuth>[0] = {}) {
  const auth = await testAuth(options)
  await auth.given('mina')
  const browser = auth.browser()
  const tokens = await browser.signIn('music', 'mina@example.org')
  return {
    auth,
    browser,
    tokens,
    first: tokens.refresh_token,
    again: (token: string, attempt?: string) => refresh(auth.app, 'music', token, attempt),
  }
}

async function audited({ deps }: Awaited<ReturnType<typeof testAuth>>, action: string) {
  const rows = await deps.db.selectFrom('audit').selectAll().where('action', '=', action).orderBy('id').execute()
  return rows.map(({ subjectId, details }) => ({
    family: subjectId,
    ...(JSON.parse(details) as { generation: number; client: string }),
  }))
}

const refused = { status: 400, body: { error: 'invalid_grant' } }

test('every refresh gives another refresh token and a fresh access token of the same session', async () => {
  const { tokens, first, again } = await signedIn()

  const second = await again(first)
  const third = await again(second.body.refresh_token)

  expect(third.status).toBe(200)
  expect(new Set([first, second.body.refresh_token, third.body.refresh_token]).size).toBe(3)
  const [before, after] = [decodeJwt(tokens.access_token), decodeJwt(third.body.access_token)]
  expect(after.sid).toBe(before.sid)
  expect(after.jti).not.toBe(before.jti)
})

test('eight refreshes at once get one successor', async () => {
  const { auth, first, again } = await signedIn()

  const answers = await Promise.all(Array.from({ length: 8 }, () => again(first)))

  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
  expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1)
  expect(await auth.deps.db.selectFrom('refreshToken').select('hash').execute()).toHaveLength(2)
  expect(await again(answers[0]!.body.refresh_token)).toMatchObject({ status: 200 })
})

test('a reply that was lost is repeated within ten seconds', async () => {
  const { auth, first, again } = await signedIn()
  const lost = await again(first)

  auth.clock.advance(9_000)
  const repeated = await again(first)

  expect(repeated).toMatchObject({ status: 200, body: { refresh_token: lost.body.refresh_token } })
})

test('after ten seconds a used token is reuse: the family ends, and it is written down', async () => {
  const { auth, first, again } = await signedIn()
  const { refresh_token: second } = (await again(first)).body

  auth.clock.advance(10_001)

  expect(await again(first)).toMatchObject(refused)
  expect(await again(second)).toMatchObject(refused)
  expect(auth.logText()).toContain('its family has ended')
  expect(await audited(auth, 'session.token_reused')).toMatchObject([{ generation: 1, client: 'bell-music' }])
})

test('a reply that was lost is repeated for ten minutes to the attempt that it was for', async () => {
  const { auth, first, again } = await signedIn()
  const lost = await again(first, 'attempt-of-mina-1')
  auth.clock.advance(599_000)

  const repeated = await again(first, 'attempt-of-mina-1')

  expect(repeated).toMatchObject({ status: 200, body: { refresh_token: lost.body.refresh_token } })
})

test.each([
  ['another attempt', 'attempt-of-a-thief', 10_001],
  ['one without a name', undefined, 10_001],
  ['the same attempt after ten minutes', 'attempt-of-mina-1', 600_001],
])('to %s a used token is reuse, which ends the family', async (_, attempt, later) => {
  const { auth, first, again } = await signedIn()
  const { refresh_token: second } = (await again(first, 'attempt-of-mina-1')).body
  auth.clock.advance(later)

  expect(await again(first, attempt)).toMatchObject(refused)
  expect(await again(second, 'attempt-of-mina-2')).toMatchObject(refused)
})

test('once the successor was used, not even the same attempt gets it again', async () => {
  const { auth, first, again } = await signedIn()
  const { refresh_token: second } = (await again(first, 'attempt-of-mina-1')).body
  await again(second, 'attempt-of-mina-2')
  auth.clock.advance(10_001)

  expect(await again(first, 'attempt-of-mina-1')).toMatchObject(refused)
})

test('a request that named no attempt is repeated to nobody who names one later', async () => {
  const { auth, first, again } = await signedIn()
  await again(first)
  auth.clock.advance(10_001)

  expect(await again(first, 'attempt-of-a-thief')).toMatchObject(refused)
})

test('while nothing may be written a token gives access and stays as it is, and a lost reply is repeated', async () => {
  const { auth, first, again } = await signedIn()
  const lost = await again(first)
  await beginReadOnly(auth.deps.db, ['refreshToken', 'audit'], 60_000)

  expect(await again(first)).toMatchObject({ status: 200, body: { refresh_token: lost.body.refresh_token } })
  const meanwhile = await again(lost.body.refresh_token)
  expect(meanwhile).toMatchObject({ status: 200, body: { refresh_token: lost.body.refresh_token } })
  expect(decodeJwt(meanwhile.body.access_token).sid).toBe(decodeJwt(lost.body.access_token).sid)

  await endReadOnly(auth.deps.db, ['refreshToken', 'audit'])
  const afterwards = await again(lost.body.refresh_token)
  expect(afterwards.status).toBe(200)
  expect(afterwards.body.refresh_token).not.toBe(lost.body.refresh_token)
})

test('every rotation is in the log and in the audit log: family, generation and product, and no token', async () => {
  const { auth, tokens, first, again } = await signedIn()
  const { refresh_token: second } = (await again(first)).body
  // A retry is no rotation.
  await again(first)
  const { refresh_token: third } = (await again(second)).body

  const rotations = await audited(auth, 'session.rotated')
  expect(rotations).toMatchObject([
    { generation: 2, client: 'bell-music' },
    { generation: 3, client: 'bell-music' },
  ])
  expect(new Set(rotations.map(({ family }) => family)).size).toBe(1)
  const lines = auth.logs().filter(({ msg }) => msg === 'refresh_token_rotated')
  expect(lines).toMatchObject([
    { familyId: rotations[0]!.family, generation: 2, clientId: 'bell-music' },
    { familyId: rotations[0]!.family, generation: 3 },
  ])
  const kept = auth.logText() + JSON.stringify(await auth.deps.db.selectFrom('audit').selectAll().execute())
  for (const secret of [first, second, third, tokens.access_token]) expect(kept).not.toContain(secret)
})

test('a used token is reuse as soon as its successor was used', async () => {
  const { first, again } = await signedIn()
  const { refresh_token: second } = (await again(first)).body
  const { refresh_token: third } = (await again(second)).body

  expect(await again(first)).toMatchObject(refused)
  expect(await again(third)).toMatchObject(refused)
})

test('reuse at one product ends its part only, and the person comes back with a new session there', async () => {
  const { auth, browser, tokens, first, again } = await signedIn()
  const img = await browser.signIn('img')
  await again(first)
  auth.clock.advance(10_001)
  await again(first)

  const back = await browser.signIn('music')

  expect(decodeJwt(back.access_token).sid).not.toBe(decodeJwt(tokens.access_token).sid)
  expect(await again(back.refresh_token)).toMatchObject({ status: 200 })
  expect(await refresh(auth.app, 'img', img.refresh_token)).toMatchObject({ status: 200 })
})

test('another client cannot use a refresh token, and trying harms nobody', async () => {
  const { auth, first, again } = await signedIn()

  expect(await refresh(auth.app, 'img', first)).toMatchObject(refused)
  expect(await again(first)).toMatchObject({ status: 200 })
})

test('another client is given no successor within the grace either', async () => {
  const { auth, first, again } = await signedIn()
  const { refresh_token: second } = (await again(first)).body

  const stolen = await refresh(auth.app, 'img', first)

  expect(stolen).toMatchObject(refused)
  expect(JSON.stringify(stolen)).not.toContain(second)
})

test('rotation does not prolong a family', async () => {
  const { auth, first, again } = await signedIn()
  const expiries = () => auth.deps.db.selectFrom('refreshToken').select('expiresAt').orderBy('expiresAt').execute()
  const [{ expiresAt }] = (await expiries()) as [{ expiresAt: number }]

  await again((await again(first)).body.refresh_token)

  expect((await expiries()).at(-1)!.expiresAt).toBeLessThanOrEqual(expiresAt + 1000)
})
