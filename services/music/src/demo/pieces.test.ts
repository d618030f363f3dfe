import { parseBuffer } from 'music-metadata'
import { expect, test, vi } from 'vitest'
import { demoCatalogue } from './catalogue/albums.ts'
import { listPieces } from './catalogue/catalogue.ts'
import { encodeFile } from './files/encode.ts'
import type { FileTags } from './files/file-tags.ts'
import { drawPicture } from './pictures/draw.ts'
import { measureLoudness } from './sound/loudness.ts'
import { targetLufs } from './sound/master.ts'
import { sampleRate } from './sound/waves.ts'
import { composePiece } from './styles/style.ts'
import { styles } from './styles/styles.ts'

// A piece takes half a second where nobody else uses the core.
vi.setConfig({ testTimeout: 60_000 })

test('the catalogue has sixty pieces or so, each with a number of its own on its album', () => {
  const pieces = listPieces(demoCatalogue)
  const places = pieces.map(({ album, discNumber, trackNumber }) => `${album.title} ${discNumber}.${trackNumber}`)

  expect(pieces.length).toBeGreaterThanOrEqual(60)
  expect(new Set(places).size).toBe(pieces.length)
  expect(new Set(pieces.map(({ title }) => title)).size).toBe(pieces.length)
  // No artist uses a progression twice before all have had their turn.
  for (const artist of demoCatalogue.artists) {
    const variants = pieces.filter((piece) => piece.artist === artist).map(({ variant }) => variant)
    expect(variants.toSorted((a, b) => a - b)).toEqual(variants.map((_, n) => n))
  }
})

test.each(Object.entries(styles))('%s: as long, as loud and as clean as the others', (_name, style) => {
  const [left, right] = composePiece(style, 'a test', 1, demoCatalogue.seconds)

  const seconds = left.length / sampleRate
  expect(seconds).toBeGreaterThanOrEqual(20)
  expect(seconds).toBeLessThanOrEqual(40)
  expect(measureLoudness([left, right])).toBeCloseTo(targetLufs, 0)
  for (const side of [left, right]) {
    let peak = 0
    let sum = 0
    for (const sample of side) {
      peak = Math.max(peak, Math.abs(sample))
      sum += sample
    }
    expect(peak).toBeLessThanOrEqual(0.85)
    expect(Math.abs(sum / side.length)).toBeLessThan(1e-3)
    expect(Math.abs(side[0]!)).toBeLessThan(1e-3)
    expect(Math.abs(side.at(-1)!)).toBeLessThan(1e-3)
  }
})

test('the same seed is the same piece, another seed or place another one', () => {
  const piece = composePiece(styles.chiptune, 'one', 0, demoCatalogue.seconds)[0]

  expect(composePiece(styles.chiptune, 'one', 0, demoCatalogue.seconds)[0]).toEqual(piece)
  expect(composePiece(styles.chiptune, 'two', 0, demoCatalogue.seconds)[0]).not.toEqual(piece)
  expect(composePiece(styles.chiptune, 'one', 1, demoCatalogue.seconds)[0]).not.toEqual(piece)
})

test.each(['mp3', 'ogg'] as const)(
  'an %s file says what it is and holds a cover larger than a page of Ogg',
  async (format) => {
    const cover = await drawPicture({
      seed: 'x',
      scene: 'hills',
      colours: '#8fb1c0 #f1dcae #f6efe0 #3f5a3c',
      size: 1000,
    })
    const tags: FileTags = {
      title: '밤の歌',
      artists: ['하루', 'ねこ'],
      albumArtist: 'Various Artists',
      album: 'Sampler',
      trackNumber: 2,
      trackCount: 5,
      discNumber: 1,
      discCount: 2,
      year: 2024,
      genre: 'Lo-fi',
      composer: '한이든',
      compilation: true,
      cover,
    }
    const tone = Float32Array.from({ length: sampleRate * 3 }, (_, n) => 0.3 * Math.sin(n / 20))

    const file = await encodeFile(format, [tone, tone], tags)

    const read = await parseBuffer(file, undefined, { duration: true })
    expect(read.quality.warnings).toEqual([])
    expect(read.format.duration).toBeCloseTo(3, 0)
    expect(read.common).toMatchObject({
      title: '밤の歌',
      artists: ['하루', 'ねこ'],
      albumartist: 'Various Artists',
      album: 'Sampler',
      track: { no: 2, of: 5 },
      disk: { no: 1, of: 2 },
      year: 2024,
      genre: ['Lo-fi'],
      composer: ['한이든'],
      compilation: true,
    })
    expect(read.common.picture).toMatchObject([{ format: 'image/jpeg' }])
    expect(Buffer.from(read.common.picture![0]!.data).equals(Buffer.from(cover))).toBe(true)
  },
)
