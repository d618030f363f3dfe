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
    again: (token: string) => refresh(auth.app, 'music', token),
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

test('a reply that was lost with the database is repeated when that is back', async () => {
  let upSince = 0
  const { auth, first, again } = await signedIn({ upSince: () => Promise.resolve(upSince) })
  const lost = await again(first)
  auth.clock.advance(300_000)
  upSince = auth.clock.now()
  auth.clock.advance(59_000)

  const repeated = await again(first)

  expect(repeated).toMatchObject({ status: 200, body: { refresh_token: lost.body.refresh_token } })
})

test.each([
  ['a minute after the database is back', 300_000, 60_001],
  ['after an outage of more than ten minutes', 600_001, 1000],
])('%s a used token is reuse', async (_, awayMs, backMs) => {
  let upSince = 0
  const { auth, first, again } = await signedIn({ upSince: () => Promise.resolve(upSince) })
  await again(first)
  auth.clock.advance(awayMs)
  upSince = auth.clock.now()
  auth.clock.advance(backMs)

  expect(await again(first)).toMatchObject(refused)
})

test('an outage before a token was used prolongs nothing', async () => {
  let upSince = 0
  const { auth, first, again } = await signedIn({ upSince: () => Promise.resolve(upSince) })
  upSince = auth.clock.now()
  await again(first)
  auth.clock.advance(10_001)

  expect(await again(first)).toMatchObject(refused)
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
