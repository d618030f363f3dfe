import { expect, test } from 'vitest'
import type { Call } from '@bell/platform/test-kit'
import { halves, testImg, type TestImg } from '../test-img.fixture.ts'

const root = { name: 'Root', roles: ['admin' as const] }

async function makeAlbum(call: Call, about: object = {}) {
  const { body } = await call('POST', '/api/albums', { title: 'Summer', ...about })
  return body.id as string
}

let width = 40

/** Pictures of someone's, none like another. */
async function addPictures(img: TestImg, call: Call, count: number) {
  const ids: string[] = []
  for (let n = 0; n < count; n++) ids.push((await img.sendAs(call, await halves(width++, 30).png().toBuffer())).body.id)
  return ids
}

async function orderOf(call: Call, album: string) {
  const { body } = await call('GET', `/api/albums/${album}/images`)
  return body.items.map(({ id }: { id: string }) => id)
}

test('an album is made, changed and listed; pictures come to its end, once', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const made = await joon('POST', '/api/albums', { title: ' Summer ', description: 'At sea' })
  expect(made).toMatchObject({
    status: 201,
    body: { title: 'Summer', description: 'At sea', visibility: 'private', cover: null, imageCount: 0, publicId: null },
  })
  const { id } = made.body
  const [a, b, c] = await addPictures(img, joon, 3)

  expect((await joon('POST', `/api/albums/${id}/images`, { imageIds: [b, a] })).status).toBe(204)
  expect((await joon('POST', `/api/albums/${id}/images`, { imageIds: [a, c] })).status).toBe(204)

  expect(await orderOf(joon, id)).toEqual([b, a, c])
  const changed = await joon('PATCH', `/api/albums/${id}`, { title: 'Sea', coverId: c })
  expect(changed.body).toMatchObject({ title: 'Sea', description: 'At sea', imageCount: 3, cover: { id: c } })
  expect(changed.body.revision).toBeGreaterThan(made.body.revision)
  expect((await joon('GET', '/api/albums')).body.items).toEqual([changed.body])
  expect(await joon('PATCH', `/api/albums/${id}`, { coverId: id })).toMatchObject({
    body: { code: 'image_not_in_album' },
  })
  expect((await joon('DELETE', `/api/albums/${id}/images/${c}`)).status).toBe(204)
  expect((await joon('GET', `/api/albums/${id}`)).body).toMatchObject({ imageCount: 2, cover: { id: b } })
  expect((await joon('GET', `/api/images/${c}`)).body).toMatchObject({ albumCount: 0, visibility: 'private' })
})

test('a picture goes where it is dragged, and pages follow that order', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const id = await makeAlbum(joon)
  const [a, b, c, d] = await addPictures(img, joon, 4)
  await joon('POST', `/api/albums/${id}/images`, { imageIds: [a, b, c, d] })
  const move = (imageId: string, afterId: string | null) =>
    joon('POST', `/api/albums/${id}/order`, { imageIds: [imageId], afterId })

  expect((await move(d!, null)).status).toBe(204)
  expect(await orderOf(joon, id)).toEqual([d, a, b, c])
  await move(a!, c!)
  await move(b!, d!)
  await move(b!, d!)
  expect(await orderOf(joon, id)).toEqual([d, b, c, a])
  const first = (await joon('GET', `/api/albums/${id}/images?limit=3`)).body
  const second = (await joon('GET', `/api/albums/${id}/images?limit=3&cursor=${first.nextCursor}`)).body
  expect([...first.items, ...second.items].map((image: { id: string }) => image.id)).toEqual([d, b, c, a])
  expect(second.nextCursor).toBeNull()
  expect(await move(a!, a!)).toMatchObject({ status: 400, body: { code: 'behind_itself' } })
  expect(await move(a!, id)).toMatchObject({ status: 404, body: { code: 'image_not_in_album' } })
})

test('many pictures are put in order, moved to another album and taken out by one call each', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const [beach, town] = [await makeAlbum(joon), await makeAlbum(joon)] as [string, string]
  const [a, b, c, d, e] = (await addPictures(img, joon, 5)) as [string, string, string, string, string]
  await joon('POST', `/api/albums/${beach}/images`, { imageIds: [a, b, c, d] })
  await joon('POST', `/api/albums/${town}/images`, { imageIds: [b, e] })
  await joon('PATCH', `/api/albums/${beach}`, { coverId: c })

  expect((await joon('POST', `/api/albums/${beach}/order`, { imageIds: [d, b], afterId: null })).status).toBe(204)
  expect(await orderOf(joon, beach)).toEqual([d, b, a, c])
  expect((await joon('POST', `/api/albums/${beach}/order`, { imageIds: [d, b], afterId: a })).status).toBe(204)
  expect(await orderOf(joon, beach)).toEqual([a, d, b, c])
  const refused = await joon('POST', `/api/albums/${beach}/order`, { imageIds: [a, e], afterId: c })
  expect(refused).toMatchObject({ status: 404, body: { code: 'image_not_in_album' } })

  const move = { imageIds: [c, b, a], fromId: beach }
  expect((await joon('POST', `/api/albums/${town}/images`, move)).status).toBe(204)
  expect(await orderOf(joon, beach)).toEqual([d])
  expect(await orderOf(joon, town)).toEqual([b, e, c, a])
  expect((await joon('GET', `/api/albums/${beach}`)).body).toMatchObject({ imageCount: 1, cover: { id: d } })
  expect((await joon('GET', `/api/albums/${town}`)).body.imageCount).toBe(4)

  expect((await joon('DELETE', `/api/albums/${town}/images`, { imageIds: [e, c, d] })).status).toBe(204)
  expect(await orderOf(joon, town)).toEqual([b, a])
  expect((await joon('GET', `/api/albums/${town}`)).body.imageCount).toBe(2)
  const none = await joon('DELETE', `/api/albums/${town}/images`, { imageIds: [e, c, d] })
  expect(none).toMatchObject({ status: 404, body: { code: 'image_not_in_album' } })
})

test('what everyone sees keeps its address when it is moved to where everyone sees it', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const [here, there] = [
    await makeAlbum(joon, { visibility: 'public' }),
    await makeAlbum(joon, { visibility: 'public' }),
  ]
  const [picture] = await addPictures(img, joon, 1)
  await joon('POST', `/api/albums/${here}/images`, { imageIds: [picture] })
  const before = (await joon('GET', `/api/images/${picture}`)).body.publicUrl

  await joon('POST', `/api/albums/${there}/images`, { imageIds: [picture], fromId: here })

  expect((await joon('GET', `/api/images/${picture}`)).body.publicUrl).toBe(before)
})

test('an album of someone else’s gives nothing away and takes nothing in', async () => {
  const img = await testImg()
  const [joon, eve] = [img.as('Joon'), img.as('Eve')]
  const joons = await makeAlbum(joon, { visibility: 'members' })
  const eves = await makeAlbum(eve)
  const ids = await addPictures(img, joon, 2)
  await joon('POST', `/api/albums/${joons}/images`, { imageIds: ids })

  expect((await eve('POST', `/api/albums/${eves}/images`, { imageIds: ids, fromId: joons })).status).toBe(403)
  expect((await eve('DELETE', `/api/albums/${joons}/images`, { imageIds: ids })).status).toBe(403)
  expect((await eve('POST', `/api/albums/${joons}/order`, { imageIds: ids, afterId: null })).status).toBe(403)
  expect(await orderOf(joon, joons)).toEqual(ids)
  expect(await orderOf(eve, eves)).toEqual([])
})

test('after very many moves to one spot the order is still right', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const id = await makeAlbum(joon)
  const ids = await addPictures(img, joon, 3)
  await joon('POST', `/api/albums/${id}/images`, { imageIds: ids })
  const [a, b, c] = ids
  // One place before the last that is still short enough: the next moves give all of them new ones.
  const deep = img.db.updateTable('albumImage').where('imageId', '=', b!)
  await deep
    .set({
      place: `${(await img.db.selectFrom('albumImage').select('place').where('imageId', '=', a!).executeTakeFirstOrThrow()).place}${'0'.repeat(200)}1`,
    })
    .execute()

  await joon('POST', `/api/albums/${id}/order`, { imageIds: [c], afterId: a })

  expect(await orderOf(joon, id)).toEqual([a, c, b])
  const places = await img.db.selectFrom('albumImage').select('place').execute()
  expect(Math.max(...places.map(({ place }) => place.length))).toBe(8)
})

test('many who add to one album at once lose nothing, and the count is right', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const id = await makeAlbum(joon)
  const ids = await addPictures(img, joon, 12)

  const answers = await Promise.all(ids.map((one) => joon('POST', `/api/albums/${id}/images`, { imageIds: [one] })))

  expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(204))
  expect((await orderOf(joon, id)).toSorted()).toEqual(ids.toSorted())
  expect((await joon('GET', `/api/albums/${id}`)).body.imageCount).toBe(12)
})

test('who sees an album sees its pictures, and nobody else', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const eve = img.as('Eve')
  const [picture] = await addPictures(img, joon, 1)
  const id = await makeAlbum(joon)
  await joon('POST', `/api/albums/${id}/images`, { imageIds: [picture] })
  const seen = async (call: Call) =>
    Promise.all([
      call('GET', `/api/albums/${id}`),
      call('GET', `/api/albums/${id}/images`),
      call('GET', `/api/images/${picture}`),
      call('GET', `/api/images/${picture}/original`),
    ]).then((answers) => answers.map(({ status }) => status))
  const listed = async (owner: string) => (await eve('GET', `/api/albums?owner=${owner}`)).body.items.length

  expect(await seen(joon)).toEqual([200, 200, 200, 200])
  expect(await seen(eve)).toEqual([404, 404, 404, 404])
  expect(await seen(img.as(root)), 'not even those who run the place').toEqual([404, 404, 404, 404])
  expect(await seen(img.anonymous)).toEqual([401, 401, 404, 404])
  expect(await listed('all')).toBe(0)

  await joon('PATCH', `/api/albums/${id}`, { visibility: 'members' })
  expect(await seen(eve)).toEqual([200, 200, 200, 200])
  expect(await seen(img.anonymous)).toEqual([401, 401, 404, 404])
  expect(await seen(img.music), 'a service is no member').toEqual([404, 404, 404, 404])
  expect([await listed('all'), await listed('me')]).toEqual([1, 0])
  expect((await eve('GET', `/api/images/${picture}`)).body).toMatchObject({ visibility: 'members', publicUrl: null })
})

test('whoever has the link of a public album sees it; once it is private the link and all addresses are dead for good', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const id = await makeAlbum(joon, { visibility: 'public', description: 'All of us' })
  const ids = await addPictures(img, joon, 3)
  await joon('POST', `/api/albums/${id}/images`, { imageIds: ids })
  const { publicId } = (await joon('GET', `/api/albums/${id}`)).body
  const link = `/api/public/albums/${publicId}`

  const shown = await img.anonymous('GET', link)
  const pictures = await img.anonymous('GET', `${link}/images`)

  expect(shown.body).toMatchObject({ title: 'Summer', description: 'All of us', imageCount: 3, ownerName: 'Joon' })
  expect(pictures.body.items).toHaveLength(3)
  const told = JSON.stringify([shown.body, pictures.body])
  for (const secret of [id, ...ids]) expect(told).not.toContain(secret)
  const addresses: string[] = pictures.body.items.map(
    (image: { publicUrl: string }) => new URL(image.publicUrl).pathname,
  )
  const statuses = () => Promise.all(addresses.map(async (address) => (await img.look(address)).status))
  expect(await statuses()).toEqual([200, 200, 200])
  for (const one of ids) expect((await img.look(`/i/${one}`)).status, 'its own id is no address').toBe(404)

  await joon('PATCH', `/api/albums/${id}`, { visibility: 'private' })
  expect((await img.anonymous('GET', link)).status).toBe(404)
  expect((await img.anonymous('GET', `${link}/images`)).status).toBe(404)
  expect(await statuses()).toEqual([404, 404, 404])

  await joon('PATCH', `/api/albums/${id}`, { visibility: 'public' })
  expect((await img.anonymous('GET', link)).status).toBe(404)
  expect(await statuses()).toEqual([404, 404, 404])
  const again = (await joon('GET', `/api/albums/${id}`)).body
  expect(again.publicId).not.toBe(publicId)
  expect((await img.anonymous('GET', `/api/public/albums/${again.publicId}/images`)).body.items).toHaveLength(3)
})

test('a picture that is still in another public album keeps its address', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const [both, one] = await addPictures(img, joon, 2)
  const [first, second] = [
    await makeAlbum(joon, { visibility: 'public' }),
    await makeAlbum(joon, { visibility: 'public' }),
  ]
  await joon('POST', `/api/albums/${first}/images`, { imageIds: [both, one] })
  await joon('POST', `/api/albums/${second}/images`, { imageIds: [both] })
  const addressOf = async (id: string) => (await joon('GET', `/api/images/${id}`)).body.publicUrl
  const before = await addressOf(both!)

  await joon('PATCH', `/api/albums/${first}`, { visibility: 'members' })
  expect(await addressOf(both!)).toBe(before)
  expect(await addressOf(one!)).toBeNull()

  await joon('DELETE', `/api/albums/${second}/images/${both}`)
  expect(await addressOf(both!)).toBeNull()
  expect((await img.look(new URL(before).pathname)).status).toBe(404)
})

test('a picture that stands alone says itself who sees it; one in an album is told by that', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const [picture] = await addPictures(img, joon, 1)
  const patch = (changes: object) => joon('PATCH', `/api/images/${picture}`, changes)

  const shown = await patch({ title: 'Pier', caption: 'At dusk', visibility: 'public' })
  expect(shown.body).toMatchObject({ title: 'Pier', caption: 'At dusk', visibility: 'public', urlsExpireAt: null })
  const address = new URL(shown.body.publicUrl).pathname
  expect((await img.look(address)).status).toBe(200)

  const id = await makeAlbum(joon)
  await joon('POST', `/api/albums/${id}/images`, { imageIds: [picture] })
  expect((await img.look(address)).status).toBe(404)
  expect(await patch({ visibility: 'public' })).toMatchObject({ status: 409, body: { code: 'image_in_album' } })
  expect((await patch({ caption: '' })).body).toMatchObject({ caption: '', title: 'Pier', visibility: 'private' })

  await joon('DELETE', `/api/albums/${id}/images/${picture}`)
  expect((await joon('GET', `/api/images/${picture}`)).body.visibility).toBe('private')
  await patch({ visibility: 'public' })
  expect((await img.look(address)).status, 'the address of before stays dead').toBe(404)
})

test('nobody changes another’s album, nor puts another’s picture into theirs', async () => {
  const img = await testImg()
  const [joon, eve] = [img.as('Joon'), img.as('Eve')]
  const [secret, shared] = await addPictures(img, joon, 2)
  const joons = await makeAlbum(joon, { visibility: 'members' })
  await joon('POST', `/api/albums/${joons}/images`, { imageIds: [shared] })
  const eves = await makeAlbum(eve, { visibility: 'public' })
  const put = (imageIds: unknown[]) => eve('POST', `/api/albums/${eves}/images`, { imageIds })

  expect(await put([secret])).toMatchObject({ status: 404, body: { code: 'image_not_found' } })
  expect(await put([shared])).toMatchObject({ status: 403, body: { code: 'not_your_image' } })
  expect((await eve('GET', `/api/albums/${eves}`)).body.imageCount).toBe(0)
  const refused = { status: 403, body: { code: 'not_your_album' } }
  expect(await eve('PATCH', `/api/albums/${joons}`, { title: 'Mine' })).toMatchObject(refused)
  expect(await eve('DELETE', `/api/albums/${joons}`)).toMatchObject(refused)
  expect(await eve('DELETE', `/api/albums/${joons}/images/${shared}`)).toMatchObject(refused)
  expect(await eve('POST', `/api/albums/${joons}/order`, { imageIds: [shared], afterId: null })).toMatchObject(refused)
  expect(await eve('PATCH', `/api/images/${shared}`, { title: 'Mine' })).toMatchObject({ status: 403 })
  expect(await eve('PATCH', `/api/images/${secret}`, { title: 'Mine' })).toMatchObject({ status: 404 })
  expect((await img.music('POST', '/api/albums', { title: 'x' })).body.code).toBe('no_person')
})

test('what was public by an album that is gone is shown under another address, by whatever it is shown again', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const [one, two] = await addPictures(img, joon, 2)
  const first = await makeAlbum(joon, { visibility: 'public' })
  await joon('POST', `/api/albums/${first}/images`, { imageIds: [one, two] })
  const addressOf = async (id: string) => (await joon('GET', `/api/images/${id}`)).body.publicUrl
  const before = [await addressOf(one!), await addressOf(two!)]
  await joon('DELETE', `/api/albums/${first}`)

  await joon('PATCH', `/api/images/${one}`, { visibility: 'public' })
  const second = await makeAlbum(joon)
  await joon('POST', `/api/albums/${second}/images`, { imageIds: [two] })
  await joon('PATCH', `/api/albums/${second}`, { visibility: 'public' })

  const after = [await addressOf(one!), await addressOf(two!)]
  expect(after.every(Boolean)).toBe(true)
  for (const address of before) {
    expect(after).not.toContain(address)
    expect((await img.look(new URL(address).pathname)).status).toBe(404)
  }
})

test('albums come newest first, each once, page by page, also those of one moment', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  for (let n = 0; n < 5; n++) {
    if (n !== 2) img.clock.advance(1000)
    await makeAlbum(joon, { title: `${n}` })
  }
  const first = (await joon('GET', '/api/albums?limit=3')).body
  const second = (await joon('GET', `/api/albums?limit=3&cursor=${first.nextCursor}`)).body
  expect([...first.items, ...second.items].map(({ title }: { title: string }) => title)).toEqual([
    '4',
    '3',
    '2',
    '1',
    '0',
  ])
})
