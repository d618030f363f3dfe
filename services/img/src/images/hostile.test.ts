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
  expect(await refused(svg, 'image/svg+xml')).toEqual({ status: 415, code: 'svg_not_taken' })
  expect(await refused(svg, 'image/png')).toEqual({ status: 415, code: 'svg_not_taken' })
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

test('a picture of a hundred megapixels is kept, or made a cover of, without being held whole; one line more is refused', async () => {
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
  const whole = await img.sendAs(img.mina, most)

  clearInterval(watching)
  expect(status).toBe(201)
  expect(body).toMatchObject({ width: 4096, height: 4096 })
  expect(whole.body).toMatchObject({ width: 10_000, height: 10_000 })
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

test.each([
  ['a page', async () => Buffer.concat([await photo(), Buffer.from('<html><script>alert(document.domain)</script>')])],
  ['a program in its comment', async () => withComment(await photo(), '<?php system($_GET["c"]); ?>')],
  ['a PDF', async () => withComment(await photo(), '%PDF-1.7\n1 0 obj')],
  ['an archive', async () => Buffer.concat([await photo(), zip('a comment')])],
])('a picture that is also %s is refused', async (_what, make) => {
  expect(await refused(await make())).toEqual({ status: 422, code: 'picture_in_disguise' })
})

test('what a camera puts behind a picture is no disguise, and is gone afterwards', async () => {
  const img = await testImg()
  // As Samsung's trailers and the films of moving photos; and the marks of an archive that is none.
  const trailer = Buffer.concat([
    Buffer.from('SEFHe\0\0\0Image_UTC_Data1700000000000 ftypmp42'),
    Buffer.from('PK\x05\x06'),
    Buffer.alloc(40, 7),
  ])

  const { status, body } = await img.send(Buffer.concat([await photo(), trailer]))

  expect(status).toBe(201)
  const shown = await img.look(`/i/${body.id}`)
  expect(shown.bytes.includes('Image_UTC_Data')).toBe(false)
  expect(shown.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff' })
})

test('HEIC, which the library cannot read, is named', async () => {
  const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(200)])
  expect(await refused(heic)).toEqual({ status: 415, code: 'heic_not_readable' })
})

function photo() {
  return halves().jpeg().toBuffer()
}

/** In a segment for comments behind the start of a JPEG (ITU T.81, B.2.4.5). */
function withComment(jpeg: Buffer, text: string) {
  const segment = Buffer.from(`\xff\xfe\0\0${text}`, 'latin1')
  segment.writeUInt16BE(segment.length - 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)])
}

/** The end of an archive without files (APPNOTE 4.3.16). */
function zip(comment: string) {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([end, Buffer.from(comment)])
}

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
