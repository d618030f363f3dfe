import { expect, test } from 'vitest'
import { testAuth } from '../auth.fixture.ts'

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
