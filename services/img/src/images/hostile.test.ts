import { deflateSync, crc32 } from 'node:zlib'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { loadSharp } from '../sharp/load-sharp.ts'
import { halves, testImg } from '../test-img.fixture.ts'

const refused = async (bytes: Buffer, type?: string) => {
  const img = await testImg()
  const { status, body } = await img.send(bytes, '/api/images', type)
  // Nothing of what was refused stays.
  expect(await img.blobs()).toEqual([])
  expect(await img.types()).toEqual([])
  return { status, code: body.code }
}

test('SVG is no picture here, whatever it calls itself', async () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
  )
  expect(await refused(svg, 'image/svg+xml')).toEqual({ status: 415, code: 'not_a_picture' })
  expect(await refused(svg, 'image/png')).toEqual({ status: 415, code: 'not_a_picture' })
})

test('a file in the disguise of another kind is not read as what it is', async () => {
  const disguised = Buffer.concat([Buffer.from('GIF89a'), await halves().tiff().toBuffer()])
  expect(await refused(disguised)).toEqual({ status: 422, code: 'picture_unreadable' })
})

test('even past the door, decoders that no kind needs cannot be reached', async () => {
  const load = await loadSharp()
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  await expect(load(svg).metadata()).rejects.toThrow(/unsupported|blocked/)
  await expect(load(await halves().tiff().toBuffer()).metadata()).rejects.toThrow(/unsupported|blocked/)
})

test('a small file that would unpack to gigabytes is refused before it is unpacked', async () => {
  expect(await refused(bomb(30_000, 30_000))).toEqual({ status: 413, code: 'too_many_pixels' })
})

test('a cover of a hundred megapixels is made small without being held whole; one line more is refused', async () => {
  const flat = (height: number) =>
    sharp({ create: { width: 10_000, height, channels: 3, background: '#804020' }, limitInputPixels: false })
      .png()
      .toBuffer()
  const [most, tooMuch] = [await flat(10_000), await flat(10_001)]
  const img = await testImg()
  const before = process.memoryUsage.rss()
  let highest = before
  const watching = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 5)

  const { status, body } = await img.send(most)

  clearInterval(watching)
  expect(status).toBe(201)
  expect(body).toMatchObject({ width: 4096, height: 4096 })
  // Unpacked it has 300 MB, and what is kept of it another 50.
  expect((highest - before) / 1e6).toBeLessThan(300)
  expect(await refused(tooMuch)).toEqual({ status: 413, code: 'too_many_pixels' })
})

test('text in a PNG that would unpack to hundreds of megabytes is passed over', async () => {
  const png = await halves(400, 400).png().toBuffer()
  const text = Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), deflateSync(Buffer.alloc(300_000_000, 'A'))])
  const img = await testImg()
  const before = process.memoryUsage.rss()

  // Behind the signature and IHDR.
  const { status } = await img.send(Buffer.concat([png.subarray(0, 33), chunk('zTXt', text), png.subarray(33)]))

  expect([201, 422]).toContain(status)
  expect((process.memoryUsage.rss() - before) / 1e6).toBeLessThan(200)
})

test('a file that says less than it holds, or breaks off, is refused', async () => {
  const jpeg = await halves(400, 400).jpeg().toBuffer()
  expect(await refused(jpeg.subarray(0, jpeg.length / 2))).toEqual({ status: 422, code: 'picture_unreadable' })
  const png = await sharp(await noise(300))
    .png()
    .toBuffer()
  expect(await refused(png.subarray(0, png.length - 2000))).toEqual({ status: 422, code: 'picture_unreadable' })
  expect(await refused(png.subarray(0, 20))).toEqual({ status: 422, code: 'picture_unreadable' })
})

test('nothing, and more than 20 MiB, are refused', async () => {
  expect(await refused(Buffer.alloc(0))).toEqual({ status: 400, code: 'empty_picture' })
  expect(await refused(Buffer.alloc(20 * 1024 * 1024 + 1))).toEqual({ status: 413, code: 'image_too_large' })
})

test('what is sent as something else than a picture is not read', async () => {
  const png = await halves().png().toBuffer()
  expect((await refused(png, 'text/html')).status).toBe(415)
  expect((await refused(png, 'multipart/form-data; boundary=x')).status).toBe(415)
})

test('the header’s kind does not count, the content does', async () => {
  const img = await testImg()
  const { status } = await img.send(await halves().webp().toBuffer(), '/api/images', 'image/png')
  expect(status).toBe(201)
})

test('a picture that is also a page or an archive is only a picture afterwards', async () => {
  const img = await testImg()
  const page = Buffer.from('<html><script>alert(document.domain)</script></html>PK\x03\x04')
  const polyglot = Buffer.concat([await halves().jpeg().toBuffer(), page])

  const { body } = await img.send(polyglot, '/api/images', 'image/jpeg')

  const shown = await img.look(`/i/${body.id}`)
  expect(shown.bytes.includes('alert')).toBe(false)
  expect(shown.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff' })
})

/** A PNG of one colour with a true header and checksums: some kB that unpack to width × height bytes. */
function bomb(width: number, height: number) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  // Zeroes for a few lines are enough: nobody may get as far as missing the others.
  const pixels = deflateSync(Buffer.alloc((width + 1) * 100))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function noise(size: number) {
  return sharp({
    create: {
      width: size,
      height: size,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
      background: '#000',
    },
  })
    .png()
    .toBuffer()
}
