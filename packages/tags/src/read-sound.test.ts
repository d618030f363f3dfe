import { readFile } from 'node:fs/promises'
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ascii, encodeAs, frame, id3v1, id3v2, join, mp3, syncsafe } from './tagged.fixture.ts'
import { fromBlob, readSound } from './index.ts'

const sound = (...parts: Uint8Array<ArrayBuffer>[]) => readSound(fromBlob(new Blob(parts)))
const tagsOf = async (...parts: Uint8Array<ArrayBuffer>[]) => (await sound(...parts)).tags

const latin1 = 0
const utf16 = 1
const utf8 = 3

function wide(text: string) {
  return new Uint8Array(Uint16Array.from([0xfeff, ...Array.from(text, (char) => char.charCodeAt(0))]).buffer)
}

test('old Korean tags: both versions, the second cut', async () => {
  const korean = (text: string) => encodeAs('euc-kr', text)
  const v2 = id3v2(3, [
    ['TIT2', frame(latin1, korean('너의 의미 (Feat. 김창완)'))],
    ['TPE1', frame(latin1, korean('아이유'))],
    ['TRCK', frame(latin1, '3/12')],
    ['TCON', frame(latin1, '(13)')],
  ])
  const v1 = id3v1({ title: korean('너의 의미'), artist: korean('아이유'), album: korean('꽃갈피'), track: 9 })
  expect(await tagsOf(v2, mp3(), v1)).toMatchObject({
    title: '너의 의미 (Feat. 김창완)',
    artists: ['아이유'],
    featured: ['김창완'],
    // What the first tag does not say, the second does.
    album: '꽃갈피',
    trackNumber: 3,
    trackTotal: 12,
    genre: 'Pop',
    year: 1998,
  })
})

test('an ID3v1 tag alone, cut in the middle of a character', async () => {
  const title = encodeAs('shift_jis', 'aとても長い名前の歌はここで切られてしまう')
  const artist = encodeAs('shift_jis', '椎名林檎')
  expect(await tagsOf(mp3(), id3v1({ title, artist }))).toMatchObject({
    title: 'aとても長い名前の歌はここで切',
    artists: ['椎名林檎'],
  })
})

test('question marks of a program that knew no Korean give way to the older tag', async () => {
  const v2 = id3v2(3, [['TIT2', frame(latin1, '?? ??')]])
  expect((await tagsOf(v2, mp3(), id3v1({ title: encodeAs('euc-kr', '좋은 날') }))).title).toBe('좋은 날')
})

test.each([2, 3, 4])('version 2.%i in Unicode, with roles', async (version) => {
  const short = {
    TIT2: 'TT2',
    TPE1: 'TP1',
    TPE2: 'TP2',
    TALB: 'TAL',
    TCOM: 'TCM',
    TEXT: 'TXT',
    TPOS: 'TPA',
    TPE4: 'TP4',
  }
  const name = (id: keyof typeof short) => (version === 2 ? short[id] : id)
  const tag = id3v2(version, [
    [name('TIT2'), frame(utf16, wide('밤하늘의 별을'))],
    [name('TPE1'), frame(utf16, wide('경서'))],
    [name('TPE2'), frame(utf16, wide('여러 아티스트'))],
    [name('TALB'), frame(utf16, wide('겨울 노래'))],
    [name('TCOM'), frame(latin1, 'Éric Satié'.normalize('NFC'))],
    [name('TEXT'), frame(utf16, wide('김이나'))],
    [name('TPE4'), frame(latin1, 'DJ One')],
    [name('TPOS'), frame(latin1, '2/3')],
  ])
  expect(await tagsOf(tag, mp3())).toMatchObject({
    title: '밤하늘의 별을',
    artists: ['경서'],
    albumArtist: undefined,
    compilation: true,
    composers: ['Éric Satié'],
    lyricists: ['김이나'],
    remixers: ['DJ One'],
    discNumber: 2,
    discTotal: 3,
  })
})

test('several values are several artists; a list of artists one by one wins over the text that shows them', async () => {
  const values = id3v2(4, [['TPE1', frame(utf8, 'AC/DC\0Simon & Garfunkel\0')]])
  expect((await tagsOf(values, mp3())).artists).toEqual(['AC/DC', 'Simon & Garfunkel'])
  const listed = id3v2(4, [
    ['TPE1', frame(utf8, 'Earth, Wind & Fire & Someone feat. A Guest')],
    ['TXXX', frame(utf8, 'Artists\0Earth, Wind & Fire\0Someone\0A Guest')],
  ])
  expect(await tagsOf(listed, mp3())).toMatchObject({
    artists: ['Earth, Wind & Fire', 'Someone'],
    featured: ['A Guest'],
  })
})

test('producers and musicians of a list of people', async () => {
  const tag = id3v2(4, [
    ['TIPL', frame(utf8, 'producer\0Rick\0engineer\0Ann\0')],
    ['TMCL', frame(utf8, 'guitar\0Joon\0')],
  ])
  expect(await tagsOf(tag, mp3())).toMatchObject({ producers: ['Rick'], performers: ['Joon'] })
})

test.each([
  ['a flag of iTunes', [['TCMP', frame(latin1, '1')]], { compilation: true }],
  ['the name of nobody', [['TPE2', frame(latin1, 'Various Artists')]], { compilation: true, albumArtist: undefined }],
  [
    'a DJ of a mix',
    [
      ['TCMP', frame(latin1, '1')],
      ['TPE2', frame(latin1, 'DJ One')],
    ],
    { compilation: false, albumArtist: 'DJ One' },
  ],
  [
    'each track’s artist for the album’s',
    [
      ['TCMP', frame(latin1, '1')],
      ['TPE1', frame(latin1, 'Ann')],
      ['TPE2', frame(latin1, 'Ann')],
    ],
    { compilation: true, albumArtist: undefined },
  ],
] satisfies [string, [string, Uint8Array][], object][])('a compilation by %s', async (_by, frames, expected) => {
  expect(await tagsOf(id3v2(3, frames), mp3())).toMatchObject(expected)
})

test('the front cover is taken, and a picture that lies about its size is not', async () => {
  const picture = (type: number, bytes: number[]) => frame(latin1, 'image/jpg\0', [type], 'words\0', bytes)
  const both = id3v2(3, [
    ['APIC', picture(4, [9, 9])],
    ['APIC', picture(3, [1, 2, 3])],
  ])
  expect((await sound(both, mp3())).picture).toEqual({ contentType: 'image/jpeg', bytes: Uint8Array.of(1, 2, 3) })
  const lying = id3v2(3, [
    ['TIT2', frame(latin1, 'Song')],
    ['APIC', picture(3, [1, 2, 3])],
  ])
  lying.set([0x7f, 0xff, 0xff, 0xff], lying.lastIndexOf(0x43) + 1)
  expect(await sound(lying, mp3())).toMatchObject({ tags: { title: 'Song' }, picture: undefined })
})

test('unsynchronised tags are read', async () => {
  const tag = id3v2(3, [['TIT2', frame(utf16, wide('ÿa'))]])
  // After each 0xFF a zero, so that nothing looks like a frame of sound; sizes of frames do not count them.
  const body = Uint8Array.from(Array.from(tag.subarray(10)).flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte])))
  const head = join(ascii('ID3'), [3, 0, 0x80], syncsafe(body.length))
  expect((await tagsOf(head, body, mp3())).title).toBe('ÿa')
})

test('nothing turns the direction of the page or breaks its lines', async () => {
  const tag = id3v2(3, [
    ['TIT2', frame(utf16, wide('evil\u202e3pm.\u2066exe\u0000'.replace('\0', '\n') + 'x'.repeat(5000)))],
  ])
  const { title } = await tagsOf(tag, mp3())
  expect(title).toMatch(/^evil3pm\.exe x+$/)
  expect(title).toHaveLength(300)
})

const slow = 6000
const megabytes = 1024 * 1024

test.each([
  ['a megabyte of artists', () => id3v2(4, [['TPE1', frame(utf8, 'a\0'.repeat(megabytes / 2))]])],
  ['megabytes of zeros', () => id3v2(4, [['TPE1', frame(utf8, new Uint8Array(4 * megabytes))]])],
  ['megabytes of one title', () => id3v2(3, [['TIT2', frame(latin1, new Uint8Array(8 * megabytes).fill(0xb0))]])],
  [
    'ten thousand frames',
    () =>
      id3v2(
        3,
        Array.from({ length: 10_000 }, () => ['TIT2', frame(latin1, 'x')] as [string, Uint8Array]),
      ),
  ],
  [
    'a tag that says it is larger than the file',
    () => {
      const tag = id3v2(3, [['TIT2', frame(latin1, 'x')]])
      tag.set([0x7f, 0x7f, 0x7f, 0x7f], 6)
      return tag
    },
  ],
  [
    'a compressed frame of 64 MB',
    () =>
      id3v2(3, [['TIT2', join([0x04, 0, 0, 0], new Uint8Array(deflateSync(Buffer.alloc(64 * megabytes)))), 0x0080]]),
  ],
])('%s is read in bounded time and kept small', async (_what, tag) => {
  const started = performance.now()
  const read = await sound(tag(), mp3()).catch((error: Error) => error)
  expect(performance.now() - started).toBeLessThan(slow)
  if (!(read instanceof Error)) expect(JSON.stringify(read.tags).length).toBeLessThan(20_000)
})

test('sixty thousand artists in Vorbis comments do not hang it', async () => {
  const flac = await readFile(new URL('../../../services/music/fixtures/tagged.flac', import.meta.url))
  const started = performance.now()
  const { tags } = await sound(
    withComments(
      flac,
      Array.from({ length: 60_000 }, (_, n) => `ARTIST=a${n}`),
    ),
  )
  expect(tags.artists).toHaveLength(20)
  expect(performance.now() - started).toBeLessThan(slow)
})

/** A FLAC stream with a block of comments (RFC 9639 §8.6) before all others but the first. */
function withComments(flac: Uint8Array, comments: string[]) {
  const uint32 = (value: number) => new Uint8Array(Uint32Array.of(value).buffer)
  const written = comments.map((comment) => String.fromCharCode(...uint32(comment.length)) + comment).join('')
  const body = join(uint32(0), uint32(comments.length), ascii(written))
  const head = Uint8Array.of(4, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff)
  return join(flac.subarray(0, 42), head, body, flac.subarray(42))
}

test('a large file is read in parts', async () => {
  const file = join(
    id3v2(3, [
      ['TIT2', frame(latin1, 'Long')],
      ['APIC', frame(latin1, 'image/png\0\x03\0', new Uint8Array(3 * megabytes))],
    ]),
    ...Array.from({ length: 2000 }, () => mp3()),
  )
  let bytes = 0
  const source = {
    size: file.length,
    async read(start: number, end: number) {
      bytes += end - start
      return file.slice(start, end)
    },
  }
  const { tags } = await readSound(source)
  expect(tags.title).toBe('Long')
  // The picture, and little else.
  expect(bytes).toBeLessThan(4 * megabytes)
})
