import { expect, test } from 'vitest'
import { mina, testMusic, type TestMusic } from '../music.fixture.ts'

const day = 86_400_000

async function register(music: TestMusic, name: string) {
  return (await music.as(mina)('POST', '/api/artists', { name })).body as { id: string; name: string }
}

async function names(music: TestMusic, path: string, person = 'joon') {
  const { body } = await music.as(person)('GET', path)
  return body.items.map((item: { name: string }) => item.name)
}

test('three artists are recommended: whom most people listened to, then the newest with a photo, then the newest', async () => {
  const music = await testMusic()
  const once = await register(music, 'Once')
  const twice = await register(music, 'Twice')
  const pictured = await register(music, 'Pictured')
  await register(music, 'Older')
  await register(music, 'Newest')
  const play = (person: string, trackId: string) => music.as(person)('POST', '/api/plays', { trackId })
  const photo = { 'content-type': 'image/png' }
  await music.as(mina)('PUT', `/api/artists/${pictured.id}/photo`, Buffer.from('picture'), photo)
  const long = await music.given({ artistId: once.id })
  const short = await music.given({ artistId: twice.id })
  for (let n = 0; n < 3; n++) await play('joon', long.id)
  await play('joon', short.id)
  await play('sora', short.id)

  // Two people count for more than one person's three plays.
  expect(await names(music, '/api/artists/featured')).toEqual(['Twice', 'Once', 'Pictured'])
  music.clock.advance(15 * day)
  expect(await names(music, '/api/artists/featured')).toEqual(['Pictured', 'Newest', 'Older'])
})

test('related are who is on the same tracks, then who is on the same albums, as far as one may see', async () => {
  const music = await testMusic()
  const [ann, ben, cleo, dan] = await Promise.all(['Ann', 'Ben', 'Cleo', 'Dan'].map((name) => register(music, name)))
  const credit = (artist: typeof ann, role: 'main' | 'featured') => ({ ...artist!, role })
  await music.given({ artists: [credit(ann, 'main'), credit(ben, 'featured')] })
  await music.given({ artistId: ann!.id, album: 'Both', albumArtist: 'Various' })
  await music.given({ artistId: cleo!.id, album: 'Both', albumArtist: 'Various' })
  await music.given({ artists: [credit(ann, 'main'), credit(dan, 'featured')], visibility: 'draft' })

  expect(await names(music, `/api/artists/${ann!.id}/related`)).toEqual(['Ben', 'Cleo'])
  expect((await music.as(mina)('GET', `/api/artists/${ann!.id}/related`)).body.items).toHaveLength(3)
  expect((await music.anonymous('GET', `/api/artists/${ann!.id}/related`)).body.items).toEqual([])
})

test('an artist’s top tracks are those that most people have played, then the newest', async () => {
  const music = await testMusic()
  const ann = await register(music, 'Ann')
  const tracks: { id: string }[] = []
  for (let n = 0; n < 4; n++) tracks.push(await music.given({ artistId: ann.id, title: `Track ${n}` }))
  const play = (person: string, n: number) => music.as(person)('POST', '/api/plays', { trackId: tracks[n]!.id })
  for (let n = 0; n < 3; n++) await play('joon', 2)
  await play('joon', 1)
  await play('sora', 1)

  const { body } = await music.as('joon')('GET', `/api/artists/${ann.id}/tracks?sort=top&limit=3`)
  expect(body.items.map(({ title }: { title: string }) => title)).toEqual(['Track 1', 'Track 2', 'Track 3'])
  expect(body.nextCursor).toBeNull()
})
