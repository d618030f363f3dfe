import { expect, test } from 'vitest'
import { halves, testImg } from '../test-img.fixture.ts'

test('whose a picture is hears of it; everyone does of an album that is, or was until now, shared', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const picture = (await img.sendAs(joon, await halves().png().toBuffer())).body
  const album = (await joon('POST', '/api/albums', { title: 'Sea' })).body.id
  const own = { userId: picture.ownerId }
  await img.settled()
  img.told()

  await joon('POST', `/api/albums/${album}/images`, { imageIds: [picture.id] })
  await img.settled()
  expect(img.told()).toEqual([{ to: own, event: 'pictures', data: { own: false, albumIds: [album] } }])

  await joon('PATCH', `/api/albums/${album}`, { visibility: 'members' })
  await img.settled()
  const toAll = { to: 'everyone', event: 'pictures', data: { own: false, albumIds: [album] } }
  expect(img.told()).toContainEqual(toAll)

  await joon('DELETE', `/api/images/${picture.id}`)
  await img.settled()
  expect(img.told()).toEqual([{ to: own, event: 'pictures', data: { own: true, albumIds: [album] } }, toAll])

  await joon('PATCH', `/api/albums/${album}`, { visibility: 'private' })
  await img.settled()
  expect(img.told()).toContainEqual(toAll)

  await joon('PATCH', `/api/albums/${album}`, { title: 'Secret' })
  await img.settled()
  expect(img.told().map(({ to }) => to)).toEqual([own])
})
