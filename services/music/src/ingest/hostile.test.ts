import { readFile } from 'node:fs/promises'
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { mina, testMusic } from '../music.fixture.ts'

const fixture = (name: string) => readFile(new URL(`../../fixtures/${name}`, import.meta.url))

async function added(bytes: Buffer, fileName = 'Night song.bin') {
  const music = await testMusic()
  const made = await music.addTrack(mina, bytes, { fileName })
  const { body } = await music.as(mina)('GET', `/api/tracks/${made.body.id}`)
  return { track: body, pictures: music.pictures.kept }
}

test.each([1000, 50_000_000])('frames of a tag that unpack to %i bytes are left packed', async (unpacked) => {
  const text = packedFrame('TIT2', Buffer.concat([Buffer.from([3]), Buffer.alloc(unpacked, 'A')]))
  const picture = packedFrame(
    'APIC',
    Buffer.concat([Buffer.from('\0image/png\0\x03\0', 'latin1'), Buffer.alloc(unpacked, 'A')]),
  )
  const mp3 = await fixture('long.mp3')

  const { track, pictures } = await added(Buffer.concat([id3v24(text, picture), mp3.subarray(endOfTag(mp3))]))

  expect(track).toMatchObject({ status: 'ready', title: 'Night song', coverUrl: null })
  expect(pictures).toEqual([])
})

const picture = (claims: number) => {
  const words = (...numbers: number[]) => Buffer.from(Uint32Array.from(numbers).buffer).swap32()
  return Buffer.concat([words(3, 9), Buffer.from('image/png'), words(0, 1, 1, 24, 0, claims), Buffer.alloc(50, 1)])
}
const lies = [1000, 0x7fff_ffff, 0xffff_ffff]

test.each(lies)(
  'of a picture of FLAC that claims %i bytes and has fifty no more is taken than fifty',
  async (claims) => {
    const { track, pictures } = await added(await withFlacBlock(6, picture(claims)))

    expect(track).toMatchObject({ status: 'ready', damage: null })
    for (const { bytes } of pictures) expect(bytes).toBeLessThanOrEqual(50)
  },
)

test.each(lies)('nor of one in a comment of Vorbis that claims %i', async (claims) => {
  const comment = Buffer.from(`METADATA_BLOCK_PICTURE=${picture(claims).toString('base64')}`)
  const size = (number: number) => Buffer.from(Uint32Array.of(number).buffer)
  const block = Buffer.concat([size(0), size(1), size(comment.length), comment])

  const { track, pictures } = await added(await withFlacBlock(4, block))

  expect(track).toMatchObject({ status: 'ready', damage: null })
  for (const { bytes } of pictures) expect(bytes).toBeLessThanOrEqual(50)
})

test('a header that promises eighteen days of a second is not believed', async () => {
  const flac = await fixture('tagged.flac')
  // The 36 bits of STREAMINFO that count samples.
  flac.writeUInt8(flac[21]! | 0x0f, 21)
  flac.writeUInt32BE(0xffff_ffff, 22)

  const { track } = await added(flac)

  expect(track).toMatchObject({ status: 'ready', damage: { code: 'ends_early' } })
  expect(track.durationSeconds).toBeCloseTo(1.5, 1)
})

const syncsafe = (size: number) => Buffer.from([21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f))

/** Of ID3v2.4, compressed, with the length it unpacks to. */
function packedFrame(name: string, body: Buffer) {
  const packed = Buffer.concat([syncsafe(body.length), deflateSync(body)])
  return Buffer.concat([Buffer.from(name), syncsafe(packed.length), Buffer.from([0, 0x09]), packed])
}

function id3v24(...frames: Buffer[]) {
  const all = Buffer.concat(frames)
  return Buffer.concat([Buffer.from('ID3\x04\0\0'), syncsafe(all.length), all])
}

function endOfTag(mp3: Buffer) {
  if (mp3.toString('latin1', 0, 3) !== 'ID3') return 0
  return 10 + [6, 7, 8, 9].reduce((size, at) => size * 128 + mp3[at]!, 0)
}

/** A FLAC file with this block of metadata behind STREAMINFO, which is 34 bytes. */
async function withFlacBlock(type: number, block: Buffer) {
  const flac = await fixture('long.flac')
  const head = Buffer.alloc(4)
  head.writeUInt32BE(type * 0x100_0000 + block.length)
  return Buffer.concat([flac.subarray(0, 42), head, block, flac.subarray(42)])
}
