import { expect, test } from 'vitest'
import { halves, testImg, type TestImg } from '../test-img.fixture.ts'

let width = 40
const add = async (img: TestImg, call: TestImg['mina']) =>
  (await img.sendAs(call, await halves(width++, 30).png().toBuffer())).body.id as string
const path = (url: string) => url.replace('http://img.test', '')

test('deleted pictures are listed to their person, the last one first, until they are back or gone', async () => {
  const img = await testImg()
  const { mina } = img
  const [a, b, c] = [await add(img, mina), await add(img, mina), await add(img, mina)]
  for (const id of [b, a, c]) {
    img.clock.advance(1000)
    await mina('DELETE', `/api/images/${id}`)
  }

  const first = (await mina('GET', '/api/deleted/images?limit=2')).body
  const second = (await mina('GET', `/api/deleted/images?limit=2&cursor=${first.nextCursor}`)).body
  expect([...first.items, ...second.items].map(({ image }: { image: { id: string } }) => image.id)).toEqual([c, a, b])
  const { deletedAt, goneAt } = first.items[0]
  expect(new Date(goneAt).getTime() - new Date(deletedAt).getTime()).toBe(img.deps.deletedKeptMs)
  expect((await img.as('Joon')('GET', '/api/deleted/images')).body.items).toEqual([])

  await mina('POST', `/api/images/${a}/restore`)
  const left = (await mina('GET', '/api/deleted/images')).body.items
  expect(left.map(({ image }: { image: { id: string } }) => image.id)).toEqual([c, b])
})

test('a deleted picture is still seen by its person, and by nobody under the address it was public by', async () => {
  const img = await testImg()
  const { mina } = img
  const { id: album } = (await mina('POST', '/api/albums', { title: 'Open', visibility: 'public' })).body
  const id = await add(img, mina)
  await mina('POST', `/api/albums/${album}/images`, { imageIds: [id] })
  const shown = (await mina('GET', `/api/images/${id}`)).body
  await mina('DELETE', `/api/images/${id}`)

  const [{ image }] = (await mina('GET', '/api/deleted/images')).body.items
  expect(image).toMatchObject({ id, publicUrl: null })
  expect((await img.look(path(image.urls.thumb))).status).toBe(200)
  expect((await img.look(path(shown.urls.thumb))).status).toBe(404)
})

test('an album is listed with as many pictures as come back with it, which are not listed by themselves', async () => {
  const img = await testImg()
  const { mina } = img
  const { id: album } = (await mina('POST', '/api/albums', { title: 'Summer' })).body
  const ids = [await add(img, mina), await add(img, mina)]
  await mina('POST', `/api/albums/${album}/images`, { imageIds: ids })

  await mina('DELETE', `/api/albums/${album}?images=delete`)

  expect((await mina('GET', '/api/deleted/albums')).body.items).toMatchObject([
    { album: { id: album, title: 'Summer', imageCount: 2 } },
  ])
  expect((await mina('GET', '/api/deleted/images')).body.items).toEqual([])
  await mina('POST', `/api/albums/${album}/restore`)
  expect((await mina('GET', '/api/deleted/albums')).body.items).toEqual([])
  expect((await mina('GET', `/api/albums/${album}`)).body.imageCount).toBe(2)
})
