import type { Call } from '@bell/platform/test-kit'
import sharp from 'sharp'
import { expect, onTestFinished, test, vi } from 'vitest'
import { blinking, halves, testImg, type TestImg } from '../test-img.fixture.ts'

const tus = { 'tus-resumable': '1.0.0' }
const chunk = { ...tus, 'content-type': 'application/offset+octet-stream' }

/** Sends a file in two parts. @returns the upload's id */
async function upload(call: Call, bytes: Buffer, fileName = 'Pier at dusk.jpg') {
  const name = Buffer.from(fileName).toString('base64')
  const begun = await call('POST', '/api/uploads', undefined, {
    ...tus,
    'upload-length': String(bytes.length),
    'upload-metadata': `filename ${name}`,
  })
  expect(begun.status).toBe(201)
  const middle = Math.floor(bytes.length / 2)
  for (const [from, to] of [
    [0, middle],
    [middle, bytes.length],
  ] as const) {
    const headers = { ...chunk, 'upload-offset': String(from) }
    await call('PATCH', begun.headers.location!, bytes.subarray(from, to), headers)
  }
  return begun.headers.location!.split('/').at(-1)!
}

const uploadsLeft = async (img: TestImg) => img.db.selectFrom('upload').select('id').execute()

/** A photo with everything that a camera writes. */
function cameraPhoto() {
  const gps = {
    GPSLatitudeRef: 'S',
    GPSLatitude: '37/1 33/1 36/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '126/1 58/1 1230/100',
  }
  return halves()
    .withExif({ IFD0: { Artist: 'Mina Secret', Make: 'Camera Maker' }, IFD3: gps })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>Secret Beach</place></x:xmpmeta>')
    .jpeg()
    .toBuffer()
}

test('an upload that another process empties before it is complete is not taken for whole, and goes on', async () => {
  const img = await testImg()
  const { blobs } = img.deps
  const complete = blobs.complete.bind(blobs)
  const spy = vi.spyOn(blobs, 'complete').mockImplementationOnce(async (key, size) => {
    await blobs.begin(key)
    return complete(key, size)
  })
  onTestFinished(() => spy.mockRestore())
  const joon = img.as('Joon')
  const bytes = await halves().jpeg().toBuffer()
  const uploadId = await upload(joon, bytes)

  expect(await joon('POST', '/api/images', { uploadId })).toMatchObject({
    status: 409,
    body: { code: 'upload_incomplete' },
  })
  await joon('PATCH', `/api/uploads/${uploadId}`, bytes, { ...chunk, 'upload-offset': '0' })
  expect((await joon('POST', '/api/images', { uploadId })).status).toBe(201)
})

test('a picture is made of an upload, called as its file, and goes into its album; nothing of the upload stays', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const { body: album } = await joon('POST', '/api/albums', { title: 'Summer', visibility: 'members' })
  const uploadId = await upload(joon, await halves().jpeg().toBuffer())

  const made = await joon('POST', '/api/images', { uploadId, albumId: album.id, caption: 'Ours' })

  expect(made).toMatchObject({
    status: 201,
    body: { title: 'Pier at dusk', caption: 'Ours', visibility: 'members', albumCount: 1, width: 200, height: 100 },
  })
  expect((await joon('GET', `/api/albums/${album.id}/images`)).body.items).toEqual([made.body])
  expect(await uploadsLeft(img)).toEqual([])
  expect(await img.blobs()).toHaveLength(1)
  const again = await joon('POST', '/api/images', { uploadId, albumId: album.id })
  expect(again, 'as where the first answer was lost').toMatchObject({ status: 200, body: { id: made.body.id } })
})

test.each([
  ['IMG_1234.jpeg', ''],
  ['DSC00001.JPG', ''],
  ['한강의 밤.png', '한강의 밤'],
  ['../../etc/passwd_of_mine.gif', 'passwd of mine'],
])('of the file name %s the title is “%s”', async (fileName, title) => {
  const img = await testImg()
  const joon = img.as('Joon')
  const uploadId = await upload(joon, await halves().png().toBuffer(), fileName)
  expect((await joon('POST', '/api/images', { uploadId })).body.title).toBe(title)
})

test('where it was taken is in no byte that is served, and kept for its person alone where they want it', async () => {
  const img = await testImg()
  const [joon, eve] = [img.as('Joon'), img.as('Eve')]
  const photo = await cameraPhoto()
  expect(photo.includes('Secret Beach')).toBe(true)

  const plain = await joon('POST', '/api/images', { uploadId: await upload(joon, photo) })
  expect(plain.body.position).toBeNull()
  expect(await img.db.selectFrom('image').select(['latitude', 'longitude']).execute()).toEqual([
    { latitude: null, longitude: null },
  ])
  const kept = await joon('POST', '/api/images', { uploadId: await upload(joon, photo), keepPosition: true })
  expect(kept.body).toMatchObject({ id: plain.body.id, position: { latitude: -37.56, longitude: 126.9700833 } })

  const shared = await joon('PATCH', `/api/images/${kept.body.id}`, { visibility: 'public' })
  expect(shared.body.position).not.toBeNull()
  expect((await eve('GET', `/api/images/${kept.body.id}`)).body.position).toBeNull()
  const path = new URL(shared.body.publicUrl).pathname
  const original = `/api/images/${kept.body.id}/original`
  for (const address of [path, `${path}?format=avif`, `${path}?format=webp`, `${path}?format=jpeg&w=96`, original]) {
    const { status, bytes } = await img.look(address)
    expect(status).toBe(200)
    expect(await sharp(bytes).metadata()).not.toHaveProperty('exif')
    for (const secret of ['Secret', 'Camera Maker', 'Exif', 'xmpmeta']) expect(bytes.includes(secret)).toBe(false)
  }
})

test.each([
  ['an SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415, 'svg_not_taken'],
  ['no picture', async () => Buffer.from('only text, nothing else'), 415, 'not_a_picture'],
  [
    'a picture that breaks off',
    async () => (await halves(900, 900).png().toBuffer()).subarray(0, 900),
    422,
    'picture_unreadable',
  ],
  [
    'also a page',
    async () => Buffer.concat([await halves().png().toBuffer(), Buffer.from('<html>')]),
    422,
    'picture_in_disguise',
  ],
])('an upload that is %s is refused, and nothing of it stays', async (_what, make, status, code) => {
  const img = await testImg()
  const joon = img.as('Joon')
  const uploadId = await upload(joon, await make())

  expect(await joon('POST', '/api/images', { uploadId })).toMatchObject({ status, body: { code } })

  expect(await uploadsLeft(img)).toEqual([])
  expect(await img.blobs()).toEqual([])
})

test('an animation stays one, in every size, and is still where a still is asked for', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const { body } = await joon('POST', '/api/images', { uploadId: await upload(joon, await blinking(200)) })
  expect(body).toMatchObject({ animated: true, contentType: 'image/webp', width: 200, height: 200 })
  const shown = await joon('PATCH', `/api/images/${body.id}`, { visibility: 'public' })
  const path = new URL(shown.body.publicUrl).pathname
  const look = async (query: string, accept?: string) => {
    const { bytes, headers } = await img.look(`${path}?${query}`, accept === undefined ? {} : { accept })
    const { pages = 1, width, pageHeight } = await sharp(bytes, { animated: true }).metadata()
    return [headers['content-type'], pages, width, pageHeight]
  }

  expect(await look('w=96', 'image/avif,image/webp')).toEqual(['image/webp', 2, 96, 96])
  expect(await look('w=96&h=48&fit=cover', 'image/webp')).toEqual(['image/webp', 2, 96, 48])
  expect(await look('w=96')).toEqual(['image/gif', 2, 96, 96])
  expect((await look('w=96&format=jpeg')).slice(0, 2)).toEqual(['image/jpeg', 1])
  const original = await img.look(`/api/images/${body.id}/original`)
  expect((await sharp(original.bytes).metadata()).pages).toBe(2)
})

test('an animation counts all of its frames', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const made = await joon('POST', '/api/images', { uploadId: await upload(joon, vastGif(5)) })

  expect(made).toMatchObject({ status: 413, body: { code: 'too_many_pixels' } })
})

test('what pictures take counts, as they are kept; deleted ones count no more', async () => {
  const img = await testImg({ limits: { quotaBytes: 20_000, uploadBytes: 15_000 } })
  const joon = img.as('Joon')
  const quota = async () => (await joon('GET', '/api/uploads/quota')).body
  const begin = (bytes: number) => joon('POST', '/api/uploads', undefined, { ...tus, 'upload-length': String(bytes) })

  const { body } = await joon('POST', '/api/images', { uploadId: await upload(joon, await halves().png().toBuffer()) })
  expect(await quota()).toEqual({ usedBytes: body.bytes, quotaBytes: 20_000, fileBytes: 15_000 })
  expect(await begin(15_001)).toMatchObject({ status: 413, body: { code: 'upload_too_large' } })
  expect((await begin(15_000)).status).toBe(201)
  expect(await begin(15_000)).toMatchObject({ status: 413, body: { code: 'quota_exceeded' } })
  await joon('DELETE', `/api/images/${body.id}`)
  expect(await quota()).toMatchObject({ usedBytes: 15_000 })
})

test('nobody makes a picture of another’s upload, or into another’s album', async () => {
  const img = await testImg()
  const [joon, eve] = [img.as('Joon'), img.as('Eve')]
  const uploadId = await upload(joon, await halves().png().toBuffer())
  const { body: eves } = await eve('POST', '/api/albums', { title: 'Eve’s', visibility: 'members' })
  const { body: secret } = await eve('POST', '/api/albums', { title: 'Secret' })

  expect(await eve('POST', '/api/images', { uploadId })).toMatchObject({ body: { code: 'upload_not_found' } })
  expect(await joon('POST', '/api/images', { uploadId, albumId: eves.id })).toMatchObject({
    body: { code: 'not_your_album' },
  })
  expect(await joon('POST', '/api/images', { uploadId, albumId: secret.id })).toMatchObject({
    body: { code: 'album_not_found' },
  })
  expect((await joon('POST', '/api/images', { uploadId })).status, 'and the upload is still there').toBe(201)
  const begun = await img.music('POST', '/api/uploads', undefined, { ...tus, 'upload-length': '10' })
  expect(begun).toMatchObject({ status: 403, body: { code: 'no_person' } })
})

test('many files at once all become pictures of the album, none twice', async () => {
  const img = await testImg()
  const joon = img.as('Joon')
  const { body: album } = await joon('POST', '/api/albums', { title: 'Summer' })
  const files = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      halves(50 + n, 40)
        .png()
        .toBuffer(),
    ),
  )

  const answers = await Promise.all(
    files.map(async (file) => joon('POST', '/api/images', { uploadId: await upload(joon, file), albumId: album.id })),
  )

  expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(201))
  const { body } = await joon('GET', `/api/albums/${album.id}/images`)
  expect(new Set(body.items.map(({ id }: { id: string }) => id)).size).toBe(30)
  expect((await joon('GET', `/api/albums/${album.id}`)).body.imageCount).toBe(30)
  expect(await img.blobs()).toHaveLength(30)
})

/** Frames of 5000 × 5000 that hold next to nothing: some dozen bytes each (GIF89a, sections 18 to 22). */
function vastGif(frames: number) {
  const screen = Buffer.from([0x88, 0x13, 0x88, 0x13, 0x80, 0, 0])
  const colours = Buffer.from([0, 0, 0, 255, 255, 255])
  const frame = Buffer.from([
    0x21, 0xf9, 4, 4, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, 0x88, 0x13, 0x88, 0x13, 0, 2, 2, 0x4c, 1, 0,
  ])
  return Buffer.concat([
    Buffer.from('GIF89a'),
    screen,
    colours,
    ...Array<Buffer>(frames).fill(frame),
    Buffer.from([0x3b]),
  ])
}
