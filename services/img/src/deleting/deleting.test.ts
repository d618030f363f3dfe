import type { Call } from '@bell/platform/test-kit'
import { expect, test } from 'vitest'
import { halves, testImg } from '../test-img.fixture.ts'
import { sweepDeleted } from './sweep-deleted.ts'

const root = { name: 'Root', roles: ['admin' as const] }

/** An album, seen by members, of two pictures, and another that holds the second one too. */
async function withAlbums() {
  const img = await testImg()
  const joon = img.as('Joon')
  const ids: string[] = []
  for (const width of [50, 60]) ids.push((await img.sendAs(joon, await halves(width, 40).png().toBuffer())).body.id)
  const [one, both] = ids as [string, string]
  const make = async (title: string, imageIds: string[]) => {
    const { body } = await joon('POST', '/api/albums', { title, visibility: 'members' })
    await joon('POST', `/api/albums/${body.id}/images`, { imageIds })
    return body.id as string
  }
  const first = await make('First', [one, both])
  const second = await make('Second', [both])
  const held = async (album: string, call: Call = joon) => {
    const { body } = await call('GET', `/api/albums/${album}/images`)
    return body.items?.map(({ id }: { id: string }) => id)
  }
  const count = async (album: string) => (await joon('GET', `/api/albums/${album}`)).body.imageCount
  const afterGrace = async () => {
    img.clock.advance(img.deps.deletedKeptMs)
    await sweepDeleted(img.deps)
    await img.settled()
  }
  return { img, joon, one, both, first, second, held, count, afterGrace }
}

test('a deleted picture is hidden at once and comes back where it was', async () => {
  const { img, joon, one, both, first, second, held, count } = await withAlbums()
  const { body: shown } = await img.as('Eve')('GET', `/api/images/${both}`)
  const address = shown.urls.thumb.replace('http://img.test', '')
  expect((await img.look(address)).status).toBe(200)

  expect((await joon('DELETE', `/api/images/${both}`)).status).toBe(204)
  expect([await held(first), await held(second)]).toEqual([[one], []])
  expect([await count(first), await count(second)]).toEqual([1, 0])
  expect((await img.look(address)).status).toBe(404)
  expect((await joon('GET', `/api/images/${both}`)).status).toBe(404)
  expect((await joon('GET', '/api/images')).body.items).toHaveLength(1)
  expect(await joon('DELETE', `/api/images/${both}`)).toMatchObject({ status: 404 })

  const back = await joon('POST', `/api/images/${both}/restore`)
  expect(back).toMatchObject({ status: 200, body: { id: both, visibility: 'members', albumCount: 2 } })
  expect([await held(first), await held(second)]).toEqual([[one, both], [both]])
  expect([await count(first), await count(second)]).toEqual([2, 1])
  expect((await img.look(address)).status).toBe(200)
  expect((await joon('POST', `/api/images/${both}/restore`)).status, 'again is no error').toBe(200)
  expect(await count(first)).toBe(2)
})

test('after its time nothing of a deleted picture is left, and it cannot come back', async () => {
  const { img, joon, one, both, first, afterGrace, held, count } = await withAlbums()
  await joon('DELETE', `/api/images/${both}`)
  img.clock.advance(img.deps.deletedKeptMs - 1)
  await sweepDeleted(img.deps)
  expect(await img.blobs()).toHaveLength(2)

  await afterGrace()

  expect(await img.blobs()).toHaveLength(1)
  expect(await img.db.selectFrom('albumImage').select('imageId').execute()).toEqual([{ imageId: one }])
  expect(await joon('POST', `/api/images/${both}/restore`)).toMatchObject({ body: { code: 'image_not_found' } })
  expect([await held(first), await count(first)]).toEqual([[one], 1])
  expect(await img.types()).toContain('img.image.deleted')
})

test('the same picture sent again is the deleted one, back', async () => {
  const { img, joon, one, first, held } = await withAlbums()
  await joon('DELETE', `/api/images/${one}`)

  const again = await img.sendAs(joon, await halves(50, 40).png().toBuffer())

  expect(again).toMatchObject({ status: 200, body: { id: one } })
  expect(await held(first)).toContain(one)
})

test('a deleted album leaves its pictures, private where they stand alone, and comes back whole', async () => {
  const { img, joon, one, both, first, held } = await withAlbums()
  const eve = img.as('Eve')

  expect((await joon('DELETE', `/api/albums/${first}`)).status).toBe(204)
  expect((await joon('GET', `/api/albums/${first}`)).status).toBe(404)
  expect((await joon('GET', `/api/images/${one}`)).body).toMatchObject({ visibility: 'private', albumCount: 0 })
  expect((await joon('GET', '/api/images?alone=true')).body.items).toMatchObject([{ id: one }])
  expect((await eve('GET', `/api/images/${one}`)).status).toBe(404)
  expect((await eve('GET', `/api/images/${both}`)).status).toBe(200)
  const shown = await joon('PATCH', `/api/images/${one}`, { visibility: 'public' })

  const back = await joon('POST', `/api/albums/${first}/restore`)
  expect(back).toMatchObject({ status: 200, body: { title: 'First', imageCount: 2 } })
  expect(await held(first, eve)).toEqual([one, both])
  expect((await img.look(new URL(shown.body.publicUrl).pathname)).status, 'the album decides again').toBe(404)

  await joon('DELETE', `/api/albums/${first}`)
  expect((await joon('GET', `/api/images/${one}`)).body.visibility, 'and did so for good').toBe('private')
  const again = await joon('PATCH', `/api/images/${one}`, { visibility: 'public' })
  expect(again.body.publicUrl).not.toBe(shown.body.publicUrl)
})

test('with an album go those of its pictures that are in no other, and come back with it', async () => {
  const { img, joon, one, both, first, second, held, count, afterGrace } = await withAlbums()

  await joon('DELETE', `/api/albums/${first}?images=delete`)
  expect((await joon('GET', '/api/images')).body.items).toMatchObject([{ id: both }])
  expect(await held(second)).toEqual([both])

  await joon('POST', `/api/albums/${first}/restore`)
  expect([await held(first), await count(first)]).toEqual([[one, both], 2])

  await joon('DELETE', `/api/albums/${first}?images=delete`)
  await afterGrace()
  expect(await img.db.selectFrom('album').select('id').execute()).toEqual([{ id: second }])
  expect(await img.blobs()).toHaveLength(1)
  expect(await joon('POST', `/api/albums/${first}/restore`)).toMatchObject({ body: { code: 'album_not_found' } })
})

test('only whose it is, or who runs the place where others see it, deletes and brings back', async () => {
  const { img, joon, one, first } = await withAlbums()
  const [eve, admin] = [img.as('Eve'), img.as(root)]
  const { body: secret } = await img.sendAs(joon, await halves(70, 40).png().toBuffer())

  expect(await eve('DELETE', `/api/images/${one}`)).toMatchObject({ status: 403, body: { code: 'not_your_image' } })
  for (const other of [eve, admin]) expect((await other('DELETE', `/api/images/${secret.id}`)).status).toBe(404)
  expect((await admin('DELETE', `/api/images/${one}`)).status).toBe(204)
  expect((await eve('POST', `/api/images/${one}/restore`)).status).toBe(404)
  expect((await admin('POST', `/api/images/${one}/restore`)).status).toBe(200)
  await joon('DELETE', `/api/albums/${first}`)
  expect((await eve('POST', `/api/albums/${first}/restore`)).status).toBe(404)
})

test('many are deleted and brought back by one call each; what is not one’s own stays, and is named', async () => {
  const { img, joon, one, both, first, second, held, count } = await withAlbums()
  const eve = img.as('Eve')
  const eves = (await img.sendAs(eve, await halves(90, 40).png().toBuffer())).body.id
  const gone = '00000000-0000-7000-8000-00000000dead'

  expect((await eve('DELETE', '/api/images', { ids: [one, gone, eves] })).body).toEqual({
    ids: [eves],
    refused: [
      { id: one, code: 'not_your_image' },
      { id: gone, code: 'image_not_found' },
    ],
  })
  expect((await joon('DELETE', '/api/images', { ids: [both, one, both] })).body).toEqual({
    ids: [both, one],
    refused: [],
  })
  expect([await held(first), await count(first), await count(second)]).toEqual([[], 0, 0])

  const back = await joon('POST', '/api/images/restore', { ids: [one, both, eves] })
  expect(back.body.ids.toSorted()).toEqual([one, both].toSorted())
  expect(back.body.refused).toEqual([{ id: eves, code: 'image_not_found' }])
  expect([await held(first), await count(first), await count(second)]).toEqual([[one, both], 2, 1])
})

test('who sees many is said by one call, but for those of which an album says it', async () => {
  const { img, joon, one } = await withAlbums()
  const ids: string[] = []
  for (const width of [70, 80]) ids.push((await img.sendAs(joon, await halves(width, 40).png().toBuffer())).body.id)

  const shown = await joon('PATCH', '/api/images', { ids: [...ids, one], visibility: 'public' })

  expect(shown.body).toEqual({ ids, refused: [{ id: one, code: 'image_in_album' }] })
  const addresses = await Promise.all(ids.map(async (id) => (await joon('GET', `/api/images/${id}`)).body.publicUrl))
  for (const address of addresses) expect((await img.look(new URL(address).pathname)).status).toBe(200)
  await joon('PATCH', '/api/images', { ids, visibility: 'private' })
  for (const address of addresses) expect((await img.look(new URL(address).pathname)).status).toBe(404)
})
