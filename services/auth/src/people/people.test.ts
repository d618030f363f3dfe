import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { password, refresh, testAuth } from '../auth.fixture.ts'
import { addUser, disableUser, listUsers, setRole } from '../index.ts'

async function withOwner() {
  const auth = await testAuth()
  const { id } = await auth.given('owner', 'owner')
  return { auth, id, owner: auth.as({ id }) }
}

const events = async (auth: Awaited<ReturnType<typeof testAuth>>, type: string) =>
  (await auth.deps.db.selectFrom('outbox').selectAll().where('type', '=', type).orderBy('position').execute()).map(
    ({ key, data }) => ({ key, ...JSON.parse(data) }),
  )

test('a new role is in the token from the next refresh on', async () => {
  const { auth, owner } = await withOwner()
  const { id } = await auth.given('mina')
  const { refresh_token } = await auth.browser().signIn('music', 'mina@example.org')

  expect((await owner('PATCH', `/api/people/${id}`, { role: 'artist' })).body).toMatchObject({ role: 'artist' })

  const { body } = await refresh(auth.app, 'music', refresh_token)
  expect(decodeJwt(body.access_token)).toMatchObject({ roles: ['artist'] })
})

test('a disabled account loses its sessions and comes back when it is enabled', async () => {
  const { auth, owner } = await withOwner()
  const { id } = await auth.given('mina')
  const browser = auth.browser()
  const { refresh_token } = await browser.signIn('music', 'mina@example.org')

  expect((await owner('PATCH', `/api/people/${id}`, { disabled: true })).body.disabledAt).toEqual(expect.any(String))

  expect((await refresh(auth.app, 'music', refresh_token)).status).toBe(400)
  expect((await browser.begin('img', { prompt: 'none' })).location).toContain('error=login_required')
  expect((await auth.as({ id })('GET', '/api/account')).status).toBe(401)
  await owner('PATCH', `/api/people/${id}`, { disabled: false })
  await browser.signIn('music', 'mina@example.org')
})

test('who changed an account, how and from where stands in the audit log', async () => {
  const { auth, id: actorId, owner } = await withOwner()
  const { id } = await auth.given('mina')

  await owner('PATCH', `/api/people/${id}`, { role: 'artist' }, { 'user-agent': 'Harbour 1.0' })

  const lines = await auth.deps.db.selectFrom('audit').selectAll().where('action', '=', 'account.changed').execute()
  expect(lines).toEqual([
    expect.objectContaining({
      actorId,
      subjectKind: 'account',
      subjectId: id,
      address: '127.0.0.1',
      userAgent: 'Harbour 1.0',
      details: '{"role":"artist"}',
    }),
  ])
})

test('a session whose account is gone asks for a sign-in', async () => {
  const { auth } = await withOwner()
  const { id } = await auth.given('mina')
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')
  await auth.deps.db.updateTable('account').set({ disabledAt: 1 }).where('id', '=', id).execute()

  expect((await browser.begin('music')).location).toMatch(/^\/interaction\//)
})

test('the last owner can neither be demoted nor disabled, also not by two at once', async () => {
  const { auth, id, owner } = await withOwner()
  for (const change of [{ role: 'admin' }, { disabled: true }])
    expect(await owner('PATCH', `/api/people/${id}`, change)).toMatchObject({
      status: 409,
      body: { code: 'last_owner' },
    })
  const second = await auth.given('second', 'owner')

  const answers = await Promise.all([
    owner('PATCH', `/api/people/${second.id}`, { role: 'listener' }),
    auth.as({ id: second.id })('PATCH', `/api/people/${id}`, { role: 'listener' }),
  ])

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  const owners = await auth.deps.db.selectFrom('account').select('id').where('role', '=', 'owner').execute()
  expect(owners).toHaveLength(1)
})

test('admins look after artists and listeners, not after owners and admins', async () => {
  const { auth, id } = await withOwner()
  const admin = await auth.given('admin', 'admin')
  const mina = await auth.given('mina')
  const as = auth.as({ id: admin.id })

  expect((await as('PATCH', `/api/people/${mina.id}`, { role: 'artist' })).status).toBe(200)
  for (const [person, change] of [
    [mina.id, { role: 'admin' }],
    [admin.id, { role: 'owner' }],
    [id, { disabled: true }],
  ] as const)
    expect((await as('PATCH', `/api/people/${person}`, change)).status).toBe(403)
})

test('listeners do not see who is here', async () => {
  const { auth } = await withOwner()
  const { id } = await auth.given('mina')

  expect((await auth.as({ id })('GET', '/api/people')).status).toBe(403)
  expect((await auth.as({ id })('PATCH', `/api/people/${id}`, { role: 'owner' })).status).toBe(403)
  expect((await auth.anonymous('GET', '/api/people')).status).toBe(401)
})

test('pages hold everyone once, newest first, also those of one moment, and no hashes', async () => {
  const { auth, owner } = await withOwner()
  for (const name of ['a', 'b', 'c', 'd']) await auth.given(name)

  const first = (await owner('GET', '/api/people?limit=3')).body
  const second = (await owner('GET', `/api/people?limit=3&cursor=${first.nextCursor}`)).body

  const names = [...first.items, ...second.items].map(({ name }: { name: string }) => name)
  expect(names).toEqual(['d', 'c', 'b', 'a', 'owner'])
  expect(second.nextCursor).toBeNull()
  expect(JSON.stringify([first, second])).not.toContain('argon2')
})

test('other services hear of new and changed people, without their addresses', async () => {
  const { auth, owner } = await withOwner()
  const { id } = await auth.given('mina')
  await owner('PATCH', `/api/people/${id}`, { role: 'artist' })
  await auth.as({ id })('PATCH', '/api/account', { name: 'Mina Kim' })

  expect(await events(auth, 'auth.user.created')).toMatchObject([
    { name: 'owner' },
    { key: id, id, name: 'mina', revision: 1 },
  ])
  expect(await events(auth, 'auth.user.changed')).toMatchObject([
    { key: id, role: 'artist', disabled: false, revision: 2 },
    { key: id, name: 'Mina Kim', revision: 3 },
  ])
  expect(JSON.stringify(await auth.deps.db.selectFrom('outbox').selectAll().execute())).not.toContain('@example.org')
})

test('the operator adds, lists, changes and disables people', async () => {
  const { auth } = await withOwner()
  const added = await addUser(auth.deps, { email: 'Jun@Example.org', name: 'Jun', password, role: 'artist' })
  expect(added).not.toHaveProperty('passwordHash')

  await setRole(auth.deps, 'jun@example.org', 'admin')
  await disableUser(auth.deps, 'jun@example.org')

  expect(await listUsers(auth.deps)).toMatchObject([
    { name: 'owner' },
    { name: 'Jun', role: 'admin', disabledAt: expect.any(String) },
  ])
  await expect(
    addUser(auth.deps, { email: 'JUN@example.org', name: 'Jun', password, role: 'artist' }),
  ).rejects.toMatchObject({
    code: 'email_taken',
  })
  await expect(setRole(auth.deps, 'nobody@example.org', 'admin')).rejects.toMatchObject({ code: 'user_not_found' })
  await expect(addUser(auth.deps, { email: 'no address', name: 'x', password, role: 'artist' })).rejects.toMatchObject({
    code: 'invalid_input',
  })
})

test('people are found by part of a name or address, and what is typed stands for itself', async () => {
  const auth = await testAuth()
  const owner = auth.as({ id: (await auth.given('owner', 'owner')).id })
  for (const name of ['서윤', 'Mina_K', 'Minaxk'])
    await addUser(auth.deps, { name, email: `${auth.deps.newId()}@example.org`, password, role: 'listener' })
  const find = async (q: string) => {
    const { body } = await owner('GET', `/api/people?q=${encodeURIComponent(q)}`)
    return body.items.map((person: { name: string }) => person.name).toSorted()
  }

  expect(await find('서')).toEqual(['서윤'])
  expect(await find('MINA')).toEqual(['Mina_K', 'Minaxk'])
  expect(await find('a_k')).toEqual(['Mina_K'])
  expect(await find('%')).toEqual([])
  expect(await find('Owner@example')).toEqual(['owner'])
})

test('of one person it is told how they sign in', async () => {
  const auth = await testAuth()
  const { id } = await auth.given('owner', 'owner')
  const mina = await auth.given('mina')
  const see = async () => (await auth.as({ id })('GET', `/api/people/${mina.id}`)).body
  expect(await see()).toMatchObject({
    name: 'mina',
    lastSignInAt: null,
    sessions: 0,
    passkeys: 0,
    hasSecondFactor: false,
  })

  await auth.browser().signIn('music', 'mina@example.org')

  expect(await see()).toMatchObject({ lastSignInAt: expect.stringMatching(/^20/), sessions: 1 })
  expect((await auth.as({ id: mina.id })('GET', `/api/people/${mina.id}`)).status).toBe(403)
  expect((await auth.as({ id })('GET', `/api/people/${crypto.randomUUID()}`)).status).toBe(404)
})
