import { inTransaction } from '@bell/platform/database'
import { appendOutbox, type EventDefinition } from '@bell/platform/events'
import { userDeleted, userDeletionScheduled, userRestored } from '@bell/platform/people'
import { testUser } from '@bell/platform/test-kit'
import { expect, test } from 'vitest'
import { halves, testImg } from '../test-img.fixture.ts'

/** Two pictures of Mina's, one shown in a size, and a cover. */
async function withPictures() {
  const img = await testImg()
  const { id } = testUser('Mina')
  const pictures = [halves(), halves(300, 200)]
  const addresses: string[] = []
  for (const picture of pictures) addresses.push(await publish(await picture.png().toBuffer()))
  const { body: eves } = await img.send(await halves(400, 200).png().toBuffer())
  async function publish(bytes: Buffer) {
    const { body } = await img.sendAs(img.mina, bytes)
    const shown = await img.mina('PATCH', `/api/images/${body.id}`, { visibility: 'public' })
    return shown.body.publicUrl as string
  }
  const look = async (url: string) => (await img.look(`${new URL(url).pathname}?w=64`)).status
  expect(await look(addresses[0]!)).toBe(200)
  async function tell(event: EventDefinition) {
    await inTransaction(img.db, (tx) =>
      appendOutbox(tx, event, { key: id, data: { id, heir: null }, at: img.clock.now() }),
    )
    await img.settled()
  }
  return { img, id, addresses, eves, look, tell }
}

test('AuthBell alone is told how many pictures go with an account', async () => {
  const { img, id } = await withPictures()
  const path = `/api/people/${id}/holdings`
  const auth = { id: 'bell-auth', clientId: 'bell-auth', roles: [], scopes: ['people:read'] }

  expect((await img.as(auth)('GET', path)).body).toEqual({ images: 2 })
  expect((await img.as({ ...auth, scopes: ['img:write'] })('GET', path)).status).toBe(403)
  expect((await img.mina('GET', path)).status).toBe(403)
  expect((await img.anonymous('GET', path)).status).toBe(401)
})

test('pictures of someone who has left are shown to nobody, also new ones, and again when they are back', async () => {
  const { img, addresses, eves, look, tell } = await withPictures()

  await tell(userDeletionScheduled)
  const late = await img.sendAs(img.mina, await halves(500, 100).png().toBuffer())
  expect(late.status).toBe(201)
  for (const url of addresses) expect(await look(url)).toBe(404)
  expect((await img.look(late.body.urls.thumb.slice(15))).status).toBe(404)
  expect(await look(eves.publicUrl)).toBe(200)
  expect((await img.mina('GET', '/api/images')).body.items).toEqual([])
  expect((await img.mina('GET', `/api/images/${late.body.id}`)).status).toBe(404)

  await tell(userRestored)
  for (const url of addresses) expect(await look(url)).toBe(200)
})

test('with the account go the pictures, their sizes and their bytes, once', async () => {
  const { img, addresses, eves, look, tell } = await withPictures()

  await tell(userDeletionScheduled)
  await tell(userDeleted)
  await tell(userDeleted)

  for (const url of addresses) expect(await look(url)).toBe(404)
  expect(await look(eves.publicUrl)).toBe(200)
  expect((await img.types()).filter((type) => type === 'img.image.deleted')).toHaveLength(2)
  expect(await img.db.selectFrom('leaver').selectAll().execute()).toEqual([])
  expect(await img.blobs()).toHaveLength(2)
  const left = await img.db.selectFrom('derivative').select('imageId').execute()
  expect(left).toEqual([{ imageId: eves.id }])
})
