import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { password, refresh, testAuth } from '../auth.fixture.ts'
import type { AuthDeps } from '../deps.ts'
import { deleteUser, disableUser, restoreUser } from '../index.ts'
import { sweepDeleted } from './sweep-deleted.ts'

async function withMina(options: Partial<AuthDeps> = {}) {
  const auth = await testAuth(options)
  const owner = await auth.given('owner', 'owner')
  const mina = await auth.given('mina', 'artist')
  const told = async () => {
    const rows = await auth.deps.db.selectFrom('outbox').select(['type', 'key']).orderBy('position').execute()
    return rows.filter(({ key }) => key === mina.id).map(({ type }) => type.replace('auth.user.', ''))
  }
  async function afterGrace() {
    auth.clock.advance(auth.deps.deletedKeptMs)
    await sweepDeleted(auth.deps)
  }
  return {
    auth,
    owner: auth.as({ id: owner.id }),
    ownerId: owner.id,
    mina: auth.as({ id: mina.id }),
    id: mina.id,
    told,
    afterGrace,
  }
}

type World = Awaited<ReturnType<typeof withMina>>

const own = { currentPassword: password }

/** The sign-in page, sent with Mina's address. */
async function signInPage({ auth }: World) {
  const browser = auth.browser()
  const login = await browser.begin('music')
  const address = `/interaction/${browser.interactionOf(login)}/sign-in`
  return {
    browser,
    send: (body: object) => browser.fromPage('POST', address, { email: 'mina@example.org', password, ...body }),
  }
}

test('one deletes one’s own account with one’s password: it ends everywhere at once', async () => {
  const world = await withMina()
  const { auth, mina, told } = world
  const { refresh_token, access_token } = await auth.browser().signIn('music', 'mina@example.org')

  const { status, body } = await mina('POST', '/api/account/deletion', own)

  expect(status).toBe(200)
  expect(Date.parse(body.goneAt)).toBe(auth.clock.now() + auth.deps.deletedKeptMs)
  expect((await refresh(auth.app, 'music', refresh_token)).status).toBe(400)
  expect(await mina('GET', '/api/account')).toMatchObject({ status: 401, body: { code: 'session_ended' } })
  // Even an access token that has not expired yet changes nothing here.
  expect(decodeJwt(access_token).sub).toBe(world.id)
  for (const [method, path, given] of [
    ['PATCH', '/api/account', { name: 'Still here' }],
    ['POST', '/api/account/password', { ...own, newPassword: 'a loud harbour at dusk' }],
    ['GET', '/api/people', undefined],
    ['POST', `/api/people/${world.id}/restore`, undefined],
  ] as const)
    expect(await mina(method, path, given), path).toMatchObject({ status: 401 })
  expect(await told()).toEqual(['created', 'changed', 'deletion-scheduled'])
})

test('without the password nobody deletes the account they are signed in to, and guessing has a limit', async () => {
  const { mina, auth, told } = await withMina()
  const guess = () => mina('POST', '/api/account/deletion', { currentPassword: 'guess' })

  for (let n = 0; n < 10; n++) expect(await guess()).toMatchObject({ status: 403, body: { code: 'wrong_password' } })
  expect((await guess()).status).toBe(429)
  // One allowance for all that asks for it.
  expect((await mina('POST', '/api/account/password', { ...own, newPassword: 'x' })).status).toBe(429)
  expect((await auth.anonymous('POST', '/api/account/deletion', own)).status).toBe(401)
  expect(await told()).toEqual(['created'])
})

test('whoever signs in with the right password is asked whether to keep the account, and nobody else learns of it', async () => {
  const world = await withMina()
  await world.mina('POST', '/api/account/deletion', own)
  const { browser, send } = await signInPage(world)

  const wrong = await send({ password: 'another one', keep: true })
  expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } })
  expect(wrong.body).not.toHaveProperty('goneAt')
  const asked = await send({})
  expect(asked).toMatchObject({ status: 409, body: { code: 'account_deleted', byOneself: true } })
  expect(Date.parse(asked.body.goneAt)).toBe(world.auth.clock.now() + world.auth.deps.deletedKeptMs)

  const kept = await send({ keep: true })
  expect(kept.status).toBe(200)
  expect((await browser.request('GET', kept.body.redirectTo)).location).toContain('code=')
  expect(await world.told()).toEqual(['created', 'changed', 'deletion-scheduled', 'changed', 'restored'])
  await world.afterGrace()
  expect((await world.mina('GET', '/api/account')).status).toBe(200)
})

test('what an admin has deleted its person cannot bring back; an admin can', async () => {
  const world = await withMina()
  const { owner, id } = world
  const { body } = await owner('DELETE', `/api/people/${id}`)
  expect(body).toMatchObject({ id, disabledAt: expect.any(String), goneAt: expect.any(String) })
  const { send } = await signInPage(world)

  expect(await send({ keep: true })).toMatchObject({ status: 409, body: { byOneself: false } })
  expect(await owner('PATCH', `/api/people/${id}`, { disabled: false })).toMatchObject({
    status: 409,
    body: { code: 'account_deleted' },
  })
  expect((await owner('POST', `/api/people/${id}/restore`)).body).toMatchObject({ disabledAt: null, goneAt: null })
  expect((await send({})).status).toBe(200)
  expect(await world.told()).toEqual(['created', 'changed', 'deletion-scheduled', 'changed', 'restored'])
})

test('an account that was disabled before comes back disabled', async () => {
  const world = await withMina()
  await world.owner('PATCH', `/api/people/${world.id}`, { disabled: true })
  world.auth.clock.advance(1000)
  await world.owner('DELETE', `/api/people/${world.id}`)

  expect(await (await signInPage(world)).send({ keep: true })).toMatchObject({ status: 401 })
  const { body } = await world.owner('POST', `/api/people/${world.id}/restore`)
  expect(body).toMatchObject({ disabledAt: expect.any(String), goneAt: null })
})

test('nobody deletes or restores whom they may not change', async () => {
  const { auth, mina, id, owner, ownerId } = await withMina()
  const admin = await auth.given('admin', 'admin')
  const second = await auth.given('second', 'admin')
  const as = auth.as({ id: admin.id })

  expect(await mina('DELETE', `/api/people/${admin.id}`)).toMatchObject({ status: 403 })
  expect(await mina('GET', `/api/people/${admin.id}/deletion`)).toMatchObject({ status: 403 })
  for (const other of [ownerId, second.id]) {
    expect(await as('DELETE', `/api/people/${other}`)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  }
  expect(await as('DELETE', `/api/people/${admin.id}`)).toMatchObject({ status: 409, body: { code: 'own_account' } })
  expect((await auth.anonymous('DELETE', `/api/people/${id}`)).status).toBe(401)
  await owner('DELETE', `/api/people/${second.id}`)
  await owner('DELETE', `/api/people/${id}`)
  const joon = auth.as({ id: (await auth.given('joon')).id })
  expect((await joon('POST', `/api/people/${id}/restore`)).status).toBe(403)
  expect((await as('POST', `/api/people/${second.id}/restore`)).status).toBe(403)
  expect((await as('POST', `/api/people/${id}/restore`)).status).toBe(200)
})

test('the last owner stays, also where two delete each other at once', async () => {
  const { auth, owner, ownerId } = await withMina()
  const lastOne = { status: 409, body: { code: 'last_owner' } }
  expect(await owner('POST', '/api/account/deletion', own)).toMatchObject(lastOne)
  await expect(deleteUser(auth.deps, 'owner@example.org')).rejects.toMatchObject({ code: 'last_owner' })
  const second = await auth.given('second', 'owner')

  const answers = await Promise.all([
    owner('DELETE', `/api/people/${second.id}`),
    auth.as({ id: second.id })('DELETE', `/api/people/${ownerId}`),
  ])
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('after the grace period all of it is gone here, and the others are told', async () => {
  const world = await withMina()
  const { auth, owner, id } = world
  await owner('PATCH', `/api/people/${id}`, { role: 'admin' })
  const { body: invited } = await world.mina('POST', '/api/invitations', {
    role: 'listener',
    note: '',
    expiresInDays: 7,
    maxUses: 5,
  })
  const token = String(invited.link).split('#')[1]!
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')
  await world.mina('POST', '/api/account/deletion', own)
  expect((await browser.fromPage('POST', '/api/invitations/lookup', { token })).status).toBe(410)

  auth.clock.advance(auth.deps.deletedKeptMs - 1)
  await sweepDeleted(auth.deps)
  expect((await world.told()).at(-1)).toBe('deletion-scheduled')
  auth.clock.advance(1)
  // Its time is over, though no sweep has come by yet.
  expect((await owner('POST', `/api/people/${id}/restore`)).status).toBe(404)
  expect((await (await signInPage(world)).send({ keep: true })).status).toBe(401)
  await Promise.all([sweepDeleted(auth.deps), sweepDeleted(auth.deps)])

  for (const table of ['oidcRecord', 'refreshToken'] as const) {
    expect(await auth.deps.db.selectFrom(table).selectAll().where('accountId', '=', id).execute()).toEqual([])
  }
  expect(await auth.deps.db.selectFrom('account').select('name').execute()).toEqual([{ name: 'owner' }])
  expect(await auth.deps.db.selectFrom('invitation').select('id').execute()).toEqual([])
  expect((await world.told()).filter((type) => type === 'deleted')).toHaveLength(1)
  await auth.given('mina')
})

test('no account goes before the last of its access tokens has expired', async () => {
  const { auth, mina, told } = await withMina({ deletedKeptMs: 0 })
  await mina('POST', '/api/account/deletion', own)
  auth.clock.advance(300_000)
  await sweepDeleted(auth.deps)
  expect(await told()).not.toContain('deleted')
  auth.clock.advance(60_000)
  await sweepDeleted(auth.deps)
  expect(await told()).toContain('deleted')
})

test('the operator deletes and restores; what was deleted stays deleted', async () => {
  const { auth, told, id } = await withMina()
  expect(await deleteUser(auth.deps, 'Mina@example.org')).toMatchObject({ id, goneAt: expect.any(String) })
  await deleteUser(auth.deps, 'mina@example.org')
  await expect(disableUser(auth.deps, 'mina@example.org')).rejects.toMatchObject({ code: 'account_deleted' })
  expect(await restoreUser(auth.deps, 'mina@example.org')).toMatchObject({ goneAt: null, disabledAt: null })
  await expect(deleteUser(auth.deps, 'nobody@example.org')).rejects.toMatchObject({ code: 'user_not_found' })
  expect(await told()).toEqual(['created', 'changed', 'deletion-scheduled', 'changed', 'restored'])
})

/** A service that knows what people have, as far as it answers. */
async function holder(answer: (path: string, authorization: string) => object | undefined) {
  const server = createServer(({ url, headers }, response) => {
    const found = answer(url!, String(headers.authorization))
    response.writeHead(found ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const internal = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { internal, token: () => Promise.resolve('auth-in-its-own-name') }
}

test('before it is deleted one sees what goes with an account, or which service does not say', async () => {
  const asked: string[] = []
  const music = await holder((path, authorization) => {
    asked.push(path, authorization)
    return { tracks: 12, artists: 2 }
  })
  const img = await holder(() => undefined)
  const { mina, owner, id } = await withMina({ holders: { music, img } })

  const expected = { tracks: 12, artists: 2, images: null, keptDays: 7 }
  expect((await mina('GET', '/api/account/deletion')).body).toEqual(expected)
  expect((await owner('GET', `/api/people/${id}/deletion`)).body).toEqual(expected)
  expect(asked.slice(0, 2)).toEqual([`/api/people/${id}/holdings`, 'Bearer auth-in-its-own-name'])
})

test('whoever deletes another’s account may keep the music, and the others are told who does', async () => {
  const { auth, owner, ownerId, id, mina } = await withMina()
  const heirs = async () => {
    const rows = await auth.deps.db.selectFrom('outbox').selectAll().where('key', '=', id).orderBy('position').execute()
    return rows.flatMap(({ type, data }) => (type.endsWith('deletion-scheduled') ? [JSON.parse(data).heir] : []))
  }
  await owner('DELETE', `/api/people/${id}?music=keep`)
  await owner('POST', `/api/people/${id}/restore`)
  await mina('POST', '/api/account/deletion', own)

  expect(await heirs()).toEqual([{ id: ownerId, name: expect.any(String) }, null])
})
