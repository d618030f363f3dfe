import { inTransaction } from '@bell/platform/database'
import { appendOutbox, type EventDefinition } from '@bell/platform/events'
import { userDeleted, userDeletionScheduled, userRestored } from '@bell/platform/people'
import { testUser, type Call } from '@bell/platform/test-kit'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { halves, testImg, type TestImg } from '../test-img.fixture.ts'

const { id } = testUser('Joon')
const address = `/api/people/${id}/picture`
const auth = { id: 'bell-auth', name: 'bell-auth', clientId: 'bell-auth', roles: [], scopes: ['people:picture'] }

async function put(call: Call, width = 300, path = '/api/people/me/picture') {
  return call('PUT', path, await halves(width, 200).jpeg().toBuffer(), { 'content-type': 'image/jpeg' })
}

/** Follows the address, as an <img> does. */
async function look(img: TestImg, query = '') {
  const { status, headers } = await img.look(address + query)
  if (status !== 302) return { status }
  return img.look(headers.location!.replace('http://img.test', ''))
}

test('a person puts a picture, and it is shown as a square by an address that their id makes', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  expect(await img.look(address)).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } })

  const first = await put(joon)

  expect(first).toMatchObject({ status: 200, body: { url: expect.stringMatching(/^http:\/\/img\.test\/i\//) } })
  const redirect = await img.look(`${address}?w=96`)
  expect(redirect.headers).toMatchObject({
    'cache-control': 'public, max-age=60',
    'cross-origin-resource-policy': 'cross-origin',
  })
  const shown = await look(img, '?w=96')
  expect(await sharp((shown as { bytes: Buffer }).bytes).metadata()).toMatchObject({ width: 96, height: 96 })
  expect((await joon('GET', '/api/images')).body.items, 'it is none of their pictures').toEqual([])

  const second = await put(joon, 301)
  await img.settled()
  expect(second.body.url).not.toBe(first.body.url)
  expect((await img.look(new URL(first.body.url).pathname)).status).toBe(404)
  expect(await img.db.selectFrom('image').select('id').execute()).toEqual([{ id: second.body.imageId }])

  expect((await joon('DELETE', '/api/people/me/picture')).status).toBe(204)
  expect((await joon('DELETE', '/api/people/me/picture')).status).toBe(204)
  await img.settled()
  expect(await look(img)).toEqual({ status: 404 })
  expect(await img.blobs()).toEqual([])
  const told = await img.db
    .selectFrom('outbox')
    .select('data')
    .where('type', '=', 'img.person.picture-changed')
    .execute()
  expect(told.map(({ data }) => JSON.parse(data))).toEqual([
    { userId: id, imageId: first.body.imageId, revision: 1 },
    { userId: id, imageId: second.body.imageId, revision: 2 },
    { userId: id, imageId: null, revision: 3 },
  ])
})

test('the same picture in a private album and as profile picture are two', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const { body } = await img.sendAs(joon, await halves(300, 200).jpeg().toBuffer())

  await put(joon)
  await put(joon)

  expect((await joon('GET', `/api/images/${body.id}`)).body.visibility).toBe('private')
  expect((await look(img)).status).toBe(200)
  await joon('DELETE', `/api/images/${body.id}`)
  expect((await look(img)).status).toBe(200)
})

test('AuthBell puts it for a person; nobody else does', async () => {
  const img = await testImg()
  const eve = img.as('Eve')
  const admin = img.as({ name: 'Root', roles: ['admin'] })

  for (const [call, status] of [
    [eve, 403],
    [admin, 403],
    [img.music, 403],
    [img.anonymous, 401],
  ] as const) {
    expect((await put(call, 300, address)).status).toBe(status)
    expect((await call('DELETE', address)).status).toBe(status)
  }
  expect(await look(img)).toEqual({ status: 404 })
  expect((await put(img.as(auth), 300, address)).status).toBe(200)
  expect((await look(img)).status).toBe(200)
  const svg = await eve('PUT', '/api/people/me/picture', '<svg xmlns="http://www.w3.org/2000/svg"/>', {
    'content-type': 'image/svg+xml',
  })
  expect(svg).toMatchObject({ status: 415, body: { code: 'svg_not_taken' } })
})

test('the picture of someone who has left is shown to nobody, and goes with the account', async () => {
  const img = await testImg()
  const { body } = await put(img.as('Joon'))
  const statuses = async () => [(await look(img)).status, (await img.look(new URL(body.url).pathname)).status]
  async function tell(event: EventDefinition) {
    await inTransaction(img.db, (tx) =>
      appendOutbox(tx, event, { key: id, data: { id, heir: null }, at: img.clock.now() }),
    )
    await img.settled()
  }

  await tell(userDeletionScheduled)
  expect(await statuses()).toEqual([404, 404])
  await tell(userRestored)
  expect(await statuses()).toEqual([200, 200])
  await tell(userDeletionScheduled)
  await tell(userDeleted)
  expect(await statuses()).toEqual([404, 404])
  expect(await img.blobs()).toEqual([])
  expect(await img.db.selectFrom('profilePicture').selectAll().execute()).toEqual([])
  expect(await img.db.selectFrom('leaver').selectAll().execute()).toEqual([])
})
