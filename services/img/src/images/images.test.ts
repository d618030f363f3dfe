import sharp from 'sharp'
import { expect, test } from 'vitest'
import { blinking, halves, testImg } from '../test-img.fixture.ts'

test('a picture is kept, described and shown', async () => {
  const img = await testImg()

  const { status, body } = await img.send(await halves().png().toBuffer())

  expect(status).toBe(201)
  expect(body).toMatchObject({ width: 200, height: 100, publicUrl: `http://img.test/i/${body.id}`, urlsExpireAt: null })
  expect(body.color).toMatch(/^#[0-9a-f]{6}$/)
  expect((await img.anonymous('GET', `/api/images/${body.id}`)).body).toEqual(body)
  const shown = await img.look(`/i/${body.id}`)
  expect(shown.headers).toMatchObject({ 'content-type': 'image/jpeg', 'cross-origin-resource-policy': 'cross-origin' })
  expect(await sharp(shown.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 200, height: 100 })
  expect(await img.types()).toEqual(['img.image.stored'])
})

test('the same bytes of the same owner are one picture, of another owner another', async () => {
  const img = await testImg()
  const bytes = await halves().jpeg().toBuffer()

  const first = await img.send(bytes)
  const again = await img.send(bytes)
  const other = await img.sendAs(img.mina, bytes)

  expect(again).toMatchObject({ status: 200, body: { id: first.body.id } })
  expect(other.status).toBe(201)
  expect(other.body.id).not.toBe(first.body.id)
  expect(await img.types()).toHaveLength(2)
})

test('the same picture sent many times at once is stored once', async () => {
  const img = await testImg()
  const bytes = await halves().png().toBuffer()

  const answers = await Promise.all(Array.from({ length: 6 }, () => img.send(bytes)))

  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  expect(await img.types()).toEqual(['img.image.stored'])
  expect(await img.blobs()).toHaveLength(1)
})

test('the camera’s turn is applied, and where and by whom it was taken is forgotten', async () => {
  const img = await testImg()
  const turned = await halves()
    .withExif({ IFD0: { Artist: 'Mina Secret' }, IFD3: { GPSLatitude: '37/1 33/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  expect((await sharp(turned).metadata()).orientation).toBe(6)

  const { body } = await img.send(turned)

  expect(body).toMatchObject({ width: 100, height: 200 })
  const shown = (await img.look(`/i/${body.id}?format=jpeg`)).bytes
  const metadata = await sharp(shown).metadata()
  expect(metadata).toMatchObject({ width: 100, height: 200 })
  expect(metadata.exif).toBeUndefined()
  expect(shown.includes('Secret')).toBe(false)
})

test('what one can see through stays so, also for browsers that know PNG only', async () => {
  const img = await testImg()
  const glass = {
    create: { width: 60, height: 60, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0.4 } },
  }

  const { body } = await img.send(await sharp(glass).png().toBuffer())

  const shown = await img.look(`/i/${body.id}?w=48`, { accept: 'image/*' })
  expect(shown.headers['content-type']).toBe('image/png')
  expect((await sharp(shown.bytes).stats()).isOpaque).toBe(false)
})

test('of an animation that is a cover the first frame is kept', async () => {
  const img = await testImg()
  const { body } = await img.send(await blinking())

  expect(body).toMatchObject({ width: 20, height: 20 })
  const { dominant } = await sharp((await img.look(`/i/${body.id}`)).bytes).stats()
  expect(dominant.r).toBeGreaterThan(200)
})

test('everyone who is signed in adds pictures; a service account needs its scope', async () => {
  const img = await testImg()
  const bytes = await halves().png().toBuffer()
  const service = (scopes: string[]) =>
    img.as({ id: 'bell-music', name: 'bell-music', clientId: 'bell-music', roles: [], scopes })

  expect((await img.sendAs(img.anonymous, bytes)).status).toBe(401)
  expect((await img.sendAs(service([]), bytes)).status).toBe(403)
  expect(await img.sendAs(img.as('listener'), bytes)).toMatchObject({ status: 201, body: { visibility: 'private' } })
  expect((await img.sendAs(service(['img:write']), bytes)).status).toBe(201)
})

test('a service’s picture stays until the last thing it belongs to lets go, then nothing of it is left', async () => {
  const img = await testImg()
  const { music } = img
  const bytes = await halves().png().toBuffer()
  const { id } = (await img.sendAs(music, bytes, '/api/images?ownerRef=track:a')).body
  await img.sendAs(music, bytes, '/api/images?ownerRef=track:b')
  await img.look(`/i/${id}?w=96&fit=cover`)

  expect((await music('DELETE', `/api/images/${id}?ownerRef=track:a`)).status).toBe(204)
  expect((await img.look(`/i/${id}`)).status).toBe(200)
  expect((await music('DELETE', `/api/images/${id}?ownerRef=track:b`)).status).toBe(204)
  await img.settled()

  expect((await img.look(`/i/${id}`)).status).toBe(404)
  expect(await img.blobs()).toEqual([])
  expect(await img.types()).toEqual(['img.image.stored', 'img.image.deleted'])
})

test('one’s own pictures come newest first, each once, page by page', async () => {
  const img = await testImg()
  for (let n = 0; n < 5; n++) {
    if (n !== 2) img.clock.advance(1000)
    await img.sendAs(
      img.mina,
      await halves(20 + n, 20)
        .png()
        .toBuffer(),
    )
  }
  await img.sendAs(img.as({ name: 'Joon', roles: ['artist'] }), await halves().png().toBuffer())

  const first = (await img.mina('GET', '/api/images?limit=3')).body
  const second = (await img.mina('GET', `/api/images?limit=3&cursor=${first.nextCursor}`)).body

  const widths = [...first.items, ...second.items].map((item: { width: number }) => item.width)
  expect(widths).toEqual([24, 23, 22, 21, 20])
  expect(second.nextCursor).toBeNull()
})

test('more pictures at once than can be kept in memory are told to come again', async () => {
  const img = await testImg()
  const pictures = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      halves(30 + n, 30)
        .png()
        .toBuffer(),
    ),
  )

  const answers = await Promise.all(pictures.map((bytes) => img.send(bytes)))

  const busy = answers.filter(({ status }) => status === 503)
  expect(busy.length).toBeGreaterThan(0)
  expect(busy[0]).toMatchObject({ body: { code: 'img_busy' }, headers: { 'retry-after': '2' } })
  expect(answers.filter(({ status }) => status === 201).length + busy.length).toBe(60)
})
