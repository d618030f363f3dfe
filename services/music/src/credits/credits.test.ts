import { expect, test } from 'vitest'
import { encodeAs, frame, id3v1, id3v2, join, mp3 } from '../../../../packages/tags/src/tagged.fixture.ts'
import { mina, testMusic, type TestMusic } from '../music.fixture.ts'
import type { NewTrack, Track } from '../tracks/tracks.schema.ts'

const latin1 = 0
const utf8 = 3
const text = (words: string) => frame(utf8, new TextEncoder().encode(words))

const songOfMany = () =>
  join(
    id3v2(4, [
      ['TIT2', text('밤의 노래 (Feat. 정인)')],
      ['TPE1', text('Ada; Bo')],
      ['TALB', text('Night')],
      ['TCOM', text('김형석')],
      ['TEXT', text('김이나')],
      ['TPE4', text('DJ One')],
      ['TIPL', text('producer\0Rick\0')],
      ['TMCL', text('guitar\0Joon\0')],
    ]),
    mp3(),
  )

/** Credits as lines. */
async function creditsOf(music: TestMusic, bytes: Uint8Array, typed: Partial<NewTrack> = {}) {
  const made = await music.addTrack(mina, bytes, typed)
  const track = (await music.as('joon')('GET', `/api/tracks/${made.body.id}`)).body as Track
  return { track, credits: track.artists.map(({ name, role, id }) => `${role} ${name}${id ? ' *' : ''}`) }
}

test('a tag’s artists, guests and makers are credited in their roles', async () => {
  const music = await testMusic()
  const { credits } = await creditsOf(music, songOfMany())
  expect(credits).toEqual([
    'main Ada',
    'main Bo',
    'featured 정인',
    'composer 김형석',
    'lyricist 김이나',
    'producer Rick',
    'remixer DJ One',
    'performer Joon',
  ])
})

test('an old tag’s names are read as they were meant, and find their artists', async () => {
  const music = await testMusic()
  const { body: artist } = await music.as(mina)('POST', '/api/artists', { name: '아이유' })
  const korean = (words: string) => encodeAs('euc-kr', words)
  const bytes = join(
    id3v2(3, [
      ['TIT2', frame(latin1, korean('좋은 날'))],
      ['TPE1', frame(latin1, korean('아이유'))],
    ]),
    mp3(),
    id3v1({ title: korean('좋은 날'), artist: korean('아이유'), album: korean('리얼') }),
  )
  const { track, credits } = await creditsOf(music, bytes)
  expect(track).toMatchObject({ title: '좋은 날', album: { title: '리얼' }, artists: [{ id: artist.id }] })
  expect(credits).toEqual(['main 아이유 *'])
})

test('an artist who was typed wins over the tag’s; guests and makers stay', async () => {
  const music = await testMusic()
  const { credits } = await creditsOf(music, songOfMany(), { artistName: 'Cy' })
  expect(credits.slice(0, 3)).toEqual(['main Cy', 'featured 정인', 'composer 김형석'])
})

test('a list of credits that was typed is whole', async () => {
  const music = await testMusic()
  const artists = [{ id: null, name: 'Cy', role: 'performer' as const }]
  expect((await creditsOf(music, songOfMany(), { artists })).credits).toEqual(['performer Cy'])
})

test('a typed guest who is in the title too is credited once', async () => {
  const music = await testMusic()
  const { body: artist } = await music.as(mina)('POST', '/api/artists', { name: '정인' })
  const { credits } = await creditsOf(music, songOfMany(), { artistId: artist.id })
  expect(credits.slice(0, 2)).toEqual(['main 정인 *', 'composer 김형석'])
})

const onAlbum = (artist: string, more: [string, Uint8Array][]) =>
  join(id3v2(4, [['TPE1', text(artist)], ['TALB', text('Night')], ...more]), mp3())

async function albumOf(music: TestMusic, bytes: Uint8Array, typed: Partial<NewTrack> = {}) {
  const { track } = await creditsOf(music, bytes, typed)
  return (await music.as('joon')('GET', `/api/albums/${track.album!.id}`)).body
}

test('the tag’s album artist, or that it is nobody’s, makes the album', async () => {
  const music = await testMusic()
  const byArtist = await albumOf(music, onAlbum('Ada', [['TPE2', text('Ada & Bo')]]))
  expect(byArtist).toMatchObject({ artist: { name: 'Ada & Bo' }, compilation: false })
  const various = await albumOf(music, onAlbum('Cy', [['TPE2', text('여러 아티스트')]]))
  expect(various).toMatchObject({ artist: null, compilation: true, trackCount: 1 })
  const flagged = await albumOf(music, onAlbum('Di', [['TCMP', text('1')]]))
  expect(flagged).toMatchObject({ id: various.id, trackCount: 2 })
})

test('what was typed about the album wins; of another album the tag knows nothing', async () => {
  const music = await testMusic()
  const tagged = () =>
    onAlbum('Ada', [
      ['TPE2', text('Bo')],
      ['TRCK', text(String(++numbers))],
    ])
  let numbers = 0
  expect(await albumOf(music, tagged(), { album: 'night' })).toMatchObject({ artist: { name: 'Bo' } })
  expect(await albumOf(music, tagged(), { album: 'Night', albumArtist: 'Cy' })).toMatchObject({
    artist: { name: 'Cy' },
  })
  expect(await albumOf(music, tagged(), { album: 'Day' })).toMatchObject({ artist: { name: 'Ada' } })
  expect(await albumOf(music, tagged(), { compilation: true })).toMatchObject({ artist: null, compilation: true })
  expect(await albumOf(music, tagged(), { albumArtist: 'V.A.' })).toMatchObject({ artist: null, compilation: true })
})
