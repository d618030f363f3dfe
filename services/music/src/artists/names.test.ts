import { expect, test } from 'vitest'
import { mina, testMusic, type TestMusic } from '../music.fixture.ts'

async function register(music: TestMusic, name: string, more: object = {}) {
  const { status, body } = await music.as(mina)('POST', '/api/artists', { name, ...more })
  expect(status).toBe(201)
  return body as { id: string; name: string }
}

test('a name that is taken is asked about, with who bears it, also in another script', async () => {
  const music = await testMusic()
  const iu = await register(music, '아이유', { otherNames: [{ language: 'en', name: 'IU' }] })
  await music.given({ artistId: iu.id })
  const taken = {
    status: 409,
    body: { code: 'artist_name_taken', candidates: [{ id: iu.id, name: '아이유', trackCount: 1, photoUrl: null }] },
  }

  expect(await music.as(mina)('POST', '/api/artists', { name: ' 아이유 '.normalize('NFD') })).toMatchObject(taken)
  expect(await music.as(mina)('POST', '/api/artists', { name: 'ｉｕ' })).toMatchObject(taken)
  const twin = await register(music, 'IU', { allowSameName: true })
  const other = await register(music, 'Ann')
  const rename = (change: object) => music.as(mina)('PATCH', `/api/artists/${other.id}`, change)
  expect(await rename({ name: 'iu' })).toMatchObject({
    status: 409,
    body: { candidates: [{ id: iu.id }, { id: twin.id }] },
  })
  expect(await rename({ name: 'iu', allowSameName: true })).toMatchObject({ status: 200, body: { name: 'iu' } })
  // Another spelling of one's own name is no new name.
  expect(await rename({ name: 'Iu' })).toMatchObject({ status: 200, body: { name: 'Iu' } })
})

test('of two who take one name at once, one is asked', async () => {
  const music = await testMusic()
  // Every connection is open before they race.
  await Promise.all(Array.from({ length: 8 }, () => music.anonymous('GET', '/api/artists')))

  for (const name of ['Kite', 'Harbour', 'Lantern', 'Ferry']) {
    const spellings = [name, name.toUpperCase(), name.toLowerCase(), ` ${name}`]
    const answers = await Promise.all(
      spellings.map((spelling) => music.as(mina)('POST', '/api/artists', { name: spelling })),
    )
    expect(answers.map(({ status }) => status).toSorted((x, y) => x - y)).toEqual([201, 409, 409, 409])
  }
})

test('an artist is found by the name in any script, by its beginning at once and by its words a moment later', async () => {
  const music = await testMusic()
  const yuki = await register(music, '山田ユキ', { otherNames: [{ language: 'en', name: 'Yuki Yamada' }] })
  const find = async (path: string) =>
    (await music.anonymous('GET', path)).body.items.map((item: { id: string }) => item.id)

  expect(await find('/api/search/artists?q=yuk')).toEqual([yuki.id])
  expect(await find('/api/artists?q=YUKI')).toEqual([yuki.id])
  await music.events.idle()
  expect(await find('/api/search/artists?q=yamad')).toEqual([yuki.id])

  await music.as(mina)('PATCH', `/api/artists/${yuki.id}`, { otherNames: [{ language: 'ko', name: '유키' }] })
  await music.events.idle()
  expect(await find('/api/search/artists?q=yuk')).toEqual([])
  expect(await find('/api/search/artists?q=유')).toEqual([yuki.id])
  expect((await music.anonymous('GET', `/api/artists/${yuki.id}`)).body.otherNames).toEqual([
    { language: 'ko', name: '유키' },
  ])
})

test('what tracks do not show of an artist leaves their cards as they are', async () => {
  const music = await testMusic()
  const ann = await register(music, 'Ann')
  const track = await music.given({ artistId: ann.id })

  await music.as(mina)('PATCH', `/api/artists/${ann.id}`, { biography: 'Sings.' })
  await music.events.idle()

  expect((await music.as(mina)('GET', `/api/tracks/${track.id}`)).body.revision).toBe(track.revision)
})
