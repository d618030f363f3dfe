import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { halves, testImg } from '../test-img.fixture.ts'
import { createFileNames } from './file-names.ts'

async function withAlbum() {
  const img = await testImg()
  const joon = img.as('Joon')
  const album = (await joon('POST', '/api/albums', { title: '밤/바다' })).body.id as string
  const ids: string[] = []
  for (const [n, title] of ['Pier', 'pier', '../etc/passwd', ''].entries()) {
    const { body } = await img.sendAs(
      joon,
      await halves(60 + n, 40)
        .png()
        .toBuffer(),
    )
    await joon('PATCH', `/api/images/${body.id}`, { title })
    ids.push(body.id)
  }
  await joon('POST', `/api/albums/${album}/images`, { imageIds: ids.toReversed() })
  const pathOf = (url: string) => url.replace('http://img.test', '')
  const get = (path: string) => img.look(path)
  return { img, joon, album, ids, pathOf, get }
}

/** The files of a zip by name (APPNOTE 4.3.12, 4.3.7), each whole by its checksum. */
function unpack(zip: Buffer) {
  const files = new Map<string, Buffer>()
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [sum, bytes] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 24)]
    const [nameLength, extra, comment] = [28, 30, 32].map((n) => zip.readUInt16LE(at + n)) as [number, number, number]
    const head = zip.readUInt32LE(at + 42)
    const start = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28)
    const content = zip.subarray(start, start + bytes)
    expect({ method: zip.readUInt16LE(at + 10), sum: crc32(content) }).toEqual({ method: 0, sum })
    files.set(zip.toString('utf8', at + 46, at + 46 + nameLength), content)
    at += 46 + nameLength + extra + comment
  }
  expect(at).toBe(end)
  return files
}

test('an album is one file of its pictures as they are kept, by safe names of which no two are alike', async () => {
  const { img, joon, album, ids, pathOf, get } = await withAlbum()

  const { status, body } = await joon('POST', '/api/zips', { albumId: album })
  expect({ status, count: body.imageCount }).toEqual({ status: 200, count: 4 })
  const zip = await get(pathOf(body.url))

  expect(zip.headers).toMatchObject({
    'content-type': 'application/zip',
    'content-length': String(zip.bytes.length),
    'cache-control': 'private, no-store',
    'content-disposition': expect.stringContaining(encodeURIComponent('밤_바다.zip')),
  })
  expect(zip.bytes.length).toBe(body.bytes)
  const files = unpack(zip.bytes)
  expect([...files.keys()].toSorted()).toEqual(
    ['_etc_passwd.jpg', 'Pier (2).jpg', 'picture.jpg', 'pier.jpg'].toSorted(),
  )
  expect(files.get('Pier (2).jpg')).toEqual(await buffer(img.deps.blobs.read(`images/${ids[0]}/kept`)))
})

test('chosen pictures come in a file of what the person may see, and of nothing else', async () => {
  const { img, joon, ids, pathOf, get } = await withAlbum()
  const eve = img.as('Eve')
  const own = (await img.sendAs(eve, await halves(90, 40).png().toBuffer())).body.id

  const made = await eve('POST', '/api/zips', { imageIds: [ids[0], own, own] })
  expect(made.body.imageCount).toBe(1)
  expect([...unpack((await get(pathOf(made.body.url))).bytes).keys()]).toEqual(['picture.jpg'])
  expect(await eve('POST', '/api/zips', { imageIds: [ids[0]] })).toMatchObject({ status: 404 })
  const both = { albumId: ids[0], imageIds: ids }
  expect((await joon('POST', '/api/zips', both)).status).toBe(400)
})

test('its address ends with its time, its session, and with the right to see the album', async () => {
  const { img, joon, album, pathOf, get } = await withAlbum()
  await joon('PATCH', `/api/albums/${album}`, { visibility: 'members' })
  const eve = img.as({ name: 'Eve', sid: 'eves-session' })
  const make = async () => pathOf((await eve('POST', '/api/zips', { albumId: album })).body.url)
  const [first, second] = [await make(), await make()]
  expect((await get(first)).status).toBe(200)
  expect((await get('/z/something-else')).status).toBe(404)

  await joon('PATCH', `/api/albums/${album}`, { visibility: 'private' })
  expect((await get(first)).status).toBe(404)
  await joon('PATCH', `/api/albums/${album}`, { visibility: 'members' })
  expect((await get(first)).status).toBe(200)
  await img.endSession('eves-session')
  expect((await get(second)).status).toBe(403)
  img.clock.advance(11 * 60 * 1000)
  expect((await get(first)).status).toBe(404)
})

test('who has the link of a public album saves it without an account', async () => {
  const { joon, album, get } = await withAlbum()
  const { body } = await joon('PATCH', `/api/albums/${album}`, { visibility: 'public' })
  const path = `/api/public/albums/${body.publicId}/zip`

  expect(unpack((await get(path)).bytes).size).toBe(4)

  await joon('PATCH', `/api/albums/${album}`, { visibility: 'private' })
  expect((await get(path)).status).toBe(404)
})

test('of thousands of one name each has its own, without trying all that are taken', () => {
  const nameOf = createFileNames()
  const begun = performance.now()
  const names = Array.from({ length: 20_000 }, (_, n) =>
    nameOf({ title: n === 1 ? 'Sea (2)' : 'Sea', contentType: 'image/jpeg' }),
  )
  expect(performance.now() - begun).toBeLessThan(2000)
  expect(names.slice(0, 3)).toEqual(['Sea.jpg', 'Sea (2).jpg', 'Sea (3).jpg'])
  expect(new Set(names).size).toBe(20_000)
})
