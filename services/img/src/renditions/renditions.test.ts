import sharp from 'sharp'
import { expect, test } from 'vitest'
import { halves, testImg } from '../test-img.fixture.ts'

const chrome = { accept: 'image/avif,image/webp,image/apng,*/*;q=0.8' }

test('sizes are rounded up to the ladder, and never larger than the picture', async () => {
  const img = await testImg()
  const { id } = (await img.send(await halves(1000, 500).png().toBuffer())).body
  const sizeOf = async (query: string) => {
    const { width, height } = await sharp((await img.look(`/i/${id}?${query}`)).bytes).metadata()
    return [width, height]
  }

  expect(await sizeOf('w=100')).toEqual([160, 80])
  expect(await sizeOf('w=96&h=96&fit=cover')).toEqual([96, 96])
  expect(await sizeOf('w=300&fit=cover')).toEqual([320, 320])
  expect(await sizeOf('w=96&h=96&fit=contain')).toEqual([96, 48])
  expect(await sizeOf('w=9999')).toEqual([1000, 500])
  expect(await sizeOf('')).toEqual([1000, 500])
})

test('a cover is cut from the middle', async () => {
  const img = await testImg()
  const { id } = (await img.send(await halves(1000, 500).png().toBuffer())).body
  const { bytes } = await img.look(`/i/${id}?w=96&fit=cover&format=jpeg`)
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  const red = (x: number) => data[(48 * info.width + x) * info.channels]!

  expect(red(10)).toBeGreaterThan(180)
  expect(red(85)).toBeLessThan(90)
})

test('each browser gets the format it knows best, and caches are told', async () => {
  const img = await testImg()
  const { id } = (await img.send(await halves(1000, 500).png().toBuffer())).body
  const typeOf = async (query: string, headers: Record<string, string>) =>
    (await img.look(`/i/${id}?${query}`, headers)).headers['content-type']

  expect(await typeOf('w=320', chrome)).toBe('image/avif')
  expect(await typeOf('w=48', chrome)).toBe('image/webp')
  expect(await typeOf('w=1280', chrome)).toBe('image/webp')
  expect(await typeOf('w=320', { accept: 'image/webp,*/*' })).toBe('image/webp')
  expect(await typeOf('w=320', {})).toBe('image/jpeg')
  expect(await typeOf('w=320&format=jpeg', chrome)).toBe('image/jpeg')
  const { headers } = await img.look(`/i/${id}?w=320`, chrome)
  expect(headers).toMatchObject({
    vary: expect.stringContaining('Accept'),
    'cache-control': 'public, max-age=31536000, immutable',
  })
})

test('a size is made once, and whoever has it is told so', async () => {
  const img = await testImg()
  const { id } = (await img.send(await halves(400, 400).png().toBuffer())).body
  const address = `/i/${id}?w=160&fit=cover`

  const answers = await Promise.all(Array.from({ length: 8 }, () => img.look(address, chrome)))

  expect(new Set(answers.map(({ bytes }) => bytes.toString('hex'))).size).toBe(1)
  expect(img.timesMade()).toBe(1)
  const etag = String(answers[0]!.headers.etag)
  expect(await img.look(address, { ...chrome, 'if-none-match': etag })).toMatchObject({ status: 304 })
  expect((await img.look(address, { ...chrome, 'if-none-match': '"other"' })).status).toBe(200)
  expect((await img.look(address, chrome)).bytes.equals(answers[0]!.bytes)).toBe(true)
  // What another process reads from the store is what was made.
  expect((await img.lookElsewhere(address, chrome)).bytes.equals(answers[0]!.bytes)).toBe(true)
  expect(img.timesMade()).toBe(1)
  expect(await img.blobs()).toHaveLength(2) // The picture, and this one size of it.
})

test('a large size is the same from the maker and from the store', async () => {
  const img = await testImg()
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 }
  const grain = sharp({ create: { width: 1000, height: 1000, channels: 3, background: '#000', noise } })
  const { id } = (await img.send(await grain.png().toBuffer())).body

  const made = await img.look(`/i/${id}`)
  const read = await img.look(`/i/${id}`)

  expect(made.bytes.length).toBeGreaterThan(100_000)
  expect(read.headers['content-length']).toBe(String(made.bytes.length))
  expect(read.bytes.equals(made.bytes)).toBe(true)
  expect(img.timesMade()).toBe(1)
})

test('that a picture could not be shown is not remembered', async () => {
  const img = await testImg()
  const { id } = (await img.send(await halves(400, 400).png().toBuffer())).body
  await img.loseBlobs(id)

  const { status, headers } = await img.look(`/i/${id}?w=96`)

  expect(status).toBe(500)
  expect(headers['cache-control']).toBe('no-store')
  expect(headers.etag).toBeUndefined()
})

test('no request can ask for more sizes than the ladder has', async () => {
  const img = await testImg()
  const { id } = (await img.send(await halves(60, 60).png().toBuffer())).body

  for (let w = 1; w <= 320; w += 11) await img.look(`/i/${id}?w=${w}`)

  expect(await img.blobs()).toHaveLength(5) // The picture, and 48, 96, 160 and 320.
  expect((await img.look(`/i/${id}?w=0`)).status).toBe(400)
  expect((await img.look(`/i/${id}?w=1e9`)).status).toBe(400)
  expect((await img.look('/i/not-an-id')).status).toBe(400)
  expect((await img.look('/i/00000000-0000-7000-8000-00000000dead')).status).toBe(404)
})

test('a HEAD request tells the size without the picture', async () => {
  const img = await testImg()
  const { id } = (await img.send(await halves(400, 400).png().toBuffer())).body
  const whole = await img.look(`/i/${id}?w=96`)

  const { status, headers, body } = await img.anonymous('HEAD', `/i/${id}?w=96`)

  expect(status).toBe(200)
  expect(headers['content-length']).toBe(String(whole.bytes.length))
  expect(body).toBe('')
})

test('sizes take no more than their limit: those not asked for the longest go, and are made again', async () => {
  const img = await testImg({ limits: { cacheBytes: 20_000 } })
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 }
  const ids: string[] = []
  for (let n = 0; n < 8; n++) {
    const grain = sharp({ create: { width: 96, height: 96 + n, channels: 3, background: '#000', noise } })
    ids.push((await img.send(await grain.png().toBuffer())).body.id)
  }
  const look = (id: string) => img.look(`/i/${id}?w=96&format=jpeg`)
  const first = await look(ids[0]!)
  for (const id of ids.slice(1)) {
    img.clock.advance(1000)
    await look(id)
    // Asked for again and again, it stays.
    await look(ids[0]!)
    await img.sweepSizes()
  }

  const kept = await img.db.selectFrom('derivative').selectAll().execute()
  const bytes = kept.reduce((sum, derivative) => sum + derivative.bytes, 0)
  expect(bytes).toBeLessThanOrEqual(20_000)
  expect(kept.length).toBeGreaterThan(1)
  expect(kept.map(({ imageId }) => imageId)).toContain(ids[0])
  expect(kept.map(({ imageId }) => imageId)).not.toContain(ids[1])
  expect(await img.blobs()).toHaveLength(8 + kept.length)
  const again = await img.lookElsewhere(`/i/${ids[1]}?w=96&format=jpeg`)
  expect(again.status).toBe(200)
  expect((await img.lookElsewhere(`/i/${ids[0]}?w=96&format=jpeg`)).bytes.equals(first.bytes)).toBe(true)
})

test('where many sizes were made, the sweep is due at once, for whichever process does it', async () => {
  // A tenth of it is many: more than the first size takes, less than both.
  const img = await testImg({ limits: { cacheBytes: 70_000 } })
  const dueAt = async () => (await img.db.selectFrom('lease').select('dueAt').executeTakeFirstOrThrow()).dueAt
  await img.db.insertInto('lease').values({ name: 'sizes', token: 1, until: 0, dueAt: 1e15 }).execute()
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 }
  const grain = sharp({ create: { width: 96, height: 96, channels: 3, background: '#000', noise } })
  const { id } = (await img.send(await grain.png().toBuffer())).body

  await img.look(`/i/${id}?w=64&format=webp`)
  await expect.poll(async () => (await img.blobs()).length).toBe(2)
  expect(Number(await dueAt())).toBe(1e15)
  await img.look(`/i/${id}?w=96&format=jpeg`)
  await expect.poll(dueAt).toBe(0)
})
