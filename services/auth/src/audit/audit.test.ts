import { expect, test } from 'vitest'
import { testAuth } from '../auth.fixture.ts'
import { recordAudit } from './audit.ts'
import { sweepAudit } from './sweep-audit.ts'

const minute = 60_000

async function given() {
  const auth = await testAuth()
  const { id } = await auth.given('owner', 'owner')
  const mina = await auth.given('mina')
  const owner = auth.as({ id })
  const begunAt = new Date(auth.clock.now()).toISOString()
  /** Changes of Mina's role, a minute apart. */
  const change = async (...roles: string[]) => {
    for (const role of roles) {
      auth.clock.advance(minute)
      expect((await owner('PATCH', `/api/people/${mina.id}`, { role })).status).toBe(200)
    }
  }
  const roles = async (query: string) => {
    const { status, body } = await owner('GET', `/api/audit?${query}`)
    expect(status).toBe(200)
    return body.items
      .filter((line: { action: string }) => line.action === 'account.changed')
      .map((line: { details: { role: string } }) => line.details.role)
  }
  return { auth, owner, ownerId: id, mina, change, roles, begunAt }
}

test('owners and admins read who did what to whom, newest first; others do not', async () => {
  const { auth, owner, ownerId, mina, change, roles } = await given()
  await change('artist', 'admin')

  expect(await roles('')).toEqual(['admin', 'artist'])
  const { items } = (await owner('GET', '/api/audit?action=account.changed')).body
  expect(items[0]).toMatchObject({
    at: new Date(auth.clock.now()).toISOString(),
    actor: { id: ownerId, name: 'owner' },
    subject: { kind: 'account', id: mina.id, name: 'mina' },
    address: '127.0.0.1',
  })
  expect((await auth.as({ id: mina.id })('GET', '/api/audit')).status).toBe(200)
  await change('listener')
  expect(await auth.as({ id: mina.id, roles: ['owner'] })('GET', '/api/audit')).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  })
  expect((await auth.anonymous('GET', '/api/audit')).status).toBe(401)
})

test('lines are found by person, action and time, page by page', async () => {
  const { auth, ownerId, mina, change, roles, owner, begunAt } = await given()
  await change('artist', 'admin', 'listener')
  const stranger = await auth.given('jun')

  expect(await roles(`person=${mina.id}`)).toEqual(['listener', 'admin', 'artist'])
  expect(await roles(`person=${ownerId}`)).toEqual(['listener', 'admin', 'artist'])
  expect(await roles(`person=${stranger.id}`)).toEqual([])
  expect(await roles('action=client.added')).toEqual([])
  const at = (minutes: number) => new Date(Date.parse(begunAt) + minutes * minute).toISOString()
  expect(await roles(`since=${at(1.5)}`)).toEqual(['listener', 'admin'])
  expect(await roles(`since=${at(0.5)}&until=${at(2.5)}`)).toEqual(['admin', 'artist'])

  const first = (await owner('GET', `/api/audit?person=${mina.id}&action=account.changed&limit=2`)).body
  expect(first.items).toHaveLength(2)
  const second = await roles(`person=${mina.id}&action=account.changed&limit=2&cursor=${first.nextCursor}`)
  expect(second).toEqual(['artist'])
  const upTo = await roles(`until=${at(1.5)}&limit=2&cursor=${first.nextCursor}`)
  expect(upTo).toEqual(['artist'])
})

test('a line keeps no name of its own: of a person who is gone only the id is left', async () => {
  const { auth, owner, mina, change } = await given()
  await change('artist')
  await auth.deps.db.deleteFrom('account').where('id', '=', mina.id).execute()

  const { items } = (await owner('GET', `/api/audit?person=${mina.id}&action=account.changed`)).body

  expect(items[0].subject).toEqual({ kind: 'account', id: mina.id, name: null })
})

test('what to look for is checked, and the answer names what was wrong', async () => {
  const { owner } = await given()

  for (const query of ['person=me', 'action=DROP', 'since=yesterday', 'limit=1000'])
    expect(await owner('GET', `/api/audit?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ path: expect.stringContaining(query.split('=')[0]!) }] },
    })
})

test('no line can be changed, not even by the program itself', async () => {
  const { auth, change } = await given()
  await change('artist')

  await expect(auth.deps.db.updateTable('audit').set({ actorId: 'someone-else' }).execute()).rejects.toThrow(
    /append-only/,
  )
})

test('renewed tokens are left out until one asks for them, and go after 30 days; all else after two years', async () => {
  const { auth, owner, mina } = await given()
  const day = 86_400_000
  await recordAudit(auth.deps.db, auth.deps, { action: 'session.rotated', actorId: mina.id })
  const actions = async (query: string) =>
    (await owner('GET', `/api/audit?${query}`)).body.items.map((line: { action: string }) => line.action)

  expect(await actions('')).toEqual(['account.added', 'account.added'])
  expect(await actions('rotations=true')).toEqual(['session.rotated', 'account.added', 'account.added'])
  expect(await actions(`person=${mina.id}`)).toEqual(['account.added'])
  expect(await actions(`person=${mina.id}&rotations=true&kind=sessions`)).toEqual(['session.rotated'])
  expect(await actions('kind=sessions')).toEqual([])

  auth.clock.advance(29 * day)
  await sweepAudit(auth.deps)
  expect(await actions('rotations=true')).toHaveLength(3)
  auth.clock.advance(2 * day)
  await sweepAudit(auth.deps)
  expect(await actions('rotations=true')).toEqual(['account.added', 'account.added'])
  auth.clock.advance(700 * day)
  await sweepAudit(auth.deps)
  expect(await auth.deps.db.selectFrom('audit').selectAll().execute()).toEqual([])
})

test('a line names the app and the browser', async () => {
  const { auth, owner, mina } = await given()
  const userAgent =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
  const note = (client: { id: string; name?: string }) =>
    recordAudit(auth.deps.db, auth.deps, {
      action: 'consent.granted',
      actorId: mina.id,
      subject: { kind: 'client', id: client.id },
      from: { address: '203.0.113.9', userAgent },
      details: client.name === undefined ? {} : { name: client.name },
    })
  await note({ id: 'bell-music' })
  await note({ id: 'an app that is gone', name: 'Radio' })

  const { items } = (await owner('GET', '/api/audit?kind=apps')).body

  expect(items.map((line: { client: object }) => line.client)).toEqual([
    { id: 'an app that is gone', name: 'Radio' },
    { id: 'bell-music', name: 'music-bell' },
  ])
  expect(items[0]).toMatchObject({ address: '203.0.113.9', browser: 'Chrome', system: 'Linux', userAgent })
})

test('accounts made, deleted and restored, and invitations are written down', async () => {
  const { owner, ownerId, mina } = await given()
  const made = await owner('POST', '/api/invitations', { role: 'artist', maxUses: 2 })
  expect((await owner('DELETE', `/api/invitations/${made.body.id}`)).status).toBe(204)
  expect((await owner('DELETE', `/api/invitations/${made.body.id}`)).status).toBe(204)
  expect((await owner('DELETE', `/api/people/${mina.id}`)).status).toBe(200)
  expect((await owner('POST', `/api/people/${mina.id}/restore`)).status).toBe(200)

  const { items } = (await owner('GET', `/api/audit?person=${ownerId}`)).body

  expect(items).toMatchObject([
    { action: 'account.restored', subject: { id: mina.id } },
    { action: 'account.deleted', subject: { id: mina.id }, address: '127.0.0.1' },
    { action: 'invitation.revoked', subject: { kind: 'invitation', id: made.body.id } },
    { action: 'invitation.made', details: { role: 'artist', maxUses: 2 } },
    { action: 'account.added' },
  ])
})
