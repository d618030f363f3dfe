import { testDatabase } from '@bell/platform/test-kit'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { musicMigrations } from '../migrations.ts'
import { mina, testMusic, wav, type TestMusic } from '../music.fixture.ts'
import type { MusicTables } from '../tables.ts'

/** Titles in the order of the ids endpoint, and of the pages, which must be the same. */
async function titles(music: TestMusic, query: string, person: string | typeof mina = mina) {
  const { body } = await music.as(person)('GET', `/api/tracks/ids?${query}`)
  const cards = body.ids.length > 0 ? await music.as(person)('GET', `/api/tracks?ids=${body.ids.join(',')}`) : undefined
  const found: string[] = cards?.body.items.map((item: { title: string }) => item.title) ?? []
  if (!query.includes('q=')) {
    const paged: string[] = []
    for (let cursor = ''; ;) {
      const page = await music.as(person)('GET', `/api/tracks?limit=2&${query}${cursor && `&cursor=${cursor}`}`)
      paged.push(...page.body.items.map((item: { title: string }) => item.title))
      if (page.body.nextCursor === null) break
      cursor = page.body.nextCursor
    }
    expect(paged).toEqual(found)
  }
  return found
}

test('every order, both ways, has every track once; what is not known is at its end', async () => {
  const music = await testMusic()
  const given = [
    { title: 'c', artistName: '가수', album: 'Z', trackNumber: 2, year: 2001, seconds: 3, visibility: 'members' },
    { title: 'a', artistName: '가수', album: 'Z', trackNumber: 1, year: 1999, seconds: 1, visibility: 'public' },
    { title: 'b', artistName: 'ann', album: 'y', trackNumber: 1, year: 2001, seconds: 2, visibility: 'draft' },
    { title: 'd', seconds: 4, visibility: 'members' },
  ] as const
  for (const { seconds, ...details } of given) {
    await music.given({ ...details, bytes: wav({ seconds }) })
    music.clock.advance(10)
  }

  expect(await titles(music, 'sort=added')).toEqual(['d', 'b', 'a', 'c'])
  expect(await titles(music, 'sort=added&order=asc')).toEqual(['c', 'a', 'b', 'd'])
  expect(await titles(music, 'sort=title&order=desc')).toEqual(['d', 'c', 'b', 'a'])
  expect(await titles(music, 'sort=artist')).toEqual(['b', 'a', 'c', 'd'])
  expect(await titles(music, 'sort=artist&order=desc')).toEqual(['d', 'c', 'a', 'b'])
  expect(await titles(music, 'sort=album')).toEqual(['b', 'a', 'c', 'd'])
  expect(await titles(music, 'sort=year')).toEqual(['b', 'c', 'a', 'd'])
  expect(await titles(music, 'sort=length')).toEqual(['a', 'b', 'c', 'd'])
  expect(await titles(music, 'sort=length&order=desc', 'joon')).toEqual(['d', 'c', 'a'])
})

test('orders follow an artist’s new name', async () => {
  const music = await testMusic()
  const { body } = await music.as(mina)('POST', '/api/artists', { name: 'Zed' })
  await music.given({ title: 'one', artistId: body.id })
  await music.given({ title: 'two', artistName: 'Mo' })
  expect(await titles(music, 'sort=artist')).toEqual(['two', 'one'])

  await music.as(mina)('PATCH', `/api/artists/${body.id}`, { name: 'Abe' })
  await music.events.idle()

  expect(await titles(music, 'sort=artist')).toEqual(['one', 'two'])
})

test('a list of names begins anywhere', async () => {
  const music = await testMusic()
  for (const title of ['alpha', 'beta', 'Bravo', 'delta']) await music.given({ title })
  const begin = async (query: string) =>
    (await music.as('joon')('GET', `/api/tracks?sort=title&limit=1&${query}`)).body.items[0]?.title

  expect(await begin('from=B')).toBe('beta')
  expect(await begin('from=br')).toBe('Bravo')
  expect(await begin('from=c')).toBe('delta')
  expect(await begin('from=b&order=desc')).toBe('Bravo')
  expect(await begin('from=z')).toBeUndefined()
})

test('filters narrow the list, and narrow each other', async () => {
  const music = await testMusic()
  const joon = { name: 'joon', roles: ['artist' as const] }
  await music.given({ title: 'draft', visibility: 'draft', genre: 'Jazz' })
  await music.given({ title: 'shared', artistName: 'Ann', album: 'A', genre: 'jazz' })
  await music.given({ title: 'other', by: joon, artistName: 'Ben' })

  expect(await titles(music, 'sort=title&filter=mine')).toEqual(['draft', 'shared'])
  expect(await titles(music, 'sort=title&filter=drafts')).toEqual(['draft'])
  expect(await titles(music, 'sort=title&filter=no-artist')).toEqual(['draft'])
  expect(await titles(music, 'sort=title&filter=no-album')).toEqual(['draft', 'other'])
  expect(await titles(music, 'sort=title&filter=no-cover')).toEqual(['draft', 'other', 'shared'])
  expect(await titles(music, 'sort=title&filter=mine,no-album')).toEqual(['draft'])
  // WAV is lossless.
  expect(await titles(music, 'sort=title&filter=lossless')).toEqual(['draft', 'other', 'shared'])
  expect(await titles(music, 'sort=title&genre=JAZZ')).toEqual(['draft', 'shared'])
  expect(await titles(music, 'sort=title&filter=mine', joon)).toEqual(['other'])
  expect(await titles(music, 'sort=title&filter=drafts', joon)).toEqual([])
  expect((await music.as(joon)('GET', '/api/tracks/ids?filter=nonsense')).status).toBe(400)
  expect((await music.as(joon)('GET', '/api/tracks/genres')).body).toEqual({ items: ['jazz'] })
})

test('words filter by title, performer and album: anywhere, without accents, half a syllable too', async () => {
  const music = await testMusic()
  await music.given({ title: 'Été à Québec', artistName: 'Zoë', album: 'Naïve' })
  await music.given({ title: '봄날의 노래', artistName: '김민아', album: '사계' })
  await music.given({ title: '夜に駆ける猫', artistName: '山田ユキ' })

  expect(await titles(music, 'q=EBEC%20zoe')).toEqual(['Été à Québec'])
  expect(await titles(music, `q=${encodeURIComponent('노래 김미')}`)).toEqual(['봄날의 노래'])
  expect(await titles(music, `q=${encodeURIComponent('駆ける')}`)).toEqual(['夜に駆ける猫'])
  expect(await titles(music, 'q=naive')).toEqual(['Été à Québec'])
  expect(await titles(music, 'q=0001')).toEqual([])
})

test('a list that is longer than a step is whole', async () => {
  const music = await testMusic()
  const first = await music.given({ title: 'first' })
  const { db, newId } = music.deps
  const row = await db.selectFrom('track').selectAll().where('id', '=', first.id).executeTakeFirstOrThrow()
  for (let n = 0; n < 21; n++) {
    const rows = Array.from({ length: 100 }, () => {
      const id = newId()
      return { ...row, id, uploadId: id, contentHash: null, genre: n === 20 ? 'Rare' : null }
    })
    await db.insertInto('track').values(rows).execute()
  }

  const { body } = await music.as('joon')('GET', '/api/tracks/ids?sort=title')
  expect(new Set(body.ids).size).toBe(2101)
  expect((await music.as('joon')('GET', '/api/tracks/ids?sort=artist&genre=rare')).body.ids).toHaveLength(100)
  expect((await music.as('joon')('GET', '/api/tracks?limit=3&genre=rare')).body.items).toHaveLength(3)
})

test('one’s own drafts are found by their index, not among all that one has added', async () => {
  const { db } = await testDatabase<MusicTables>(musicMigrations, 'sqlite')
  const drafts = (rest: string) =>
    sql.raw<{ detail: string }>(
      `explain query plan select id from track where audience = 0 and status = 'ready' and "uploaderId" = 'mina' ${rest}`,
    )

  for (const rest of ['limit 1', 'order by id desc limit 50', `and id < 'x' order by id desc limit 50`]) {
    const { rows } = await drafts(rest).execute(db)
    expect(rows.map(({ detail }) => detail).join()).toContain('track_own_by_added')
  }
})
