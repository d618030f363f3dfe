import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@bell/platform/database'
import { expect, onTestFinished, test } from 'vitest'
import { musicMigrations } from '../migrations.ts'
import type { MusicTables } from '../tables.ts'
import { orderKeys } from './order-keys.ts'

const song = {
  artists: [
    { id: null, name: 'Zoë', role: 'composer' as const },
    { id: null, name: 'ＡＮＮ', role: 'main' as const },
    { id: null, name: 'Ben', role: 'featured' as const },
  ],
  album: { id: '00000000-0000-7000-8000-00000000000a', title: 'Naïve' },
  year: 1999,
  durationSeconds: 1.5,
  discNumber: 2,
  trackNumber: 3,
}

test('a track is ordered by its performers, then its album, then its place', () => {
  const { artistKey, albumKey, yearKey, lengthKey } = orderKeys(song)
  expect(artistKey).toBe('ann, ben\u0001naïve\u000200020003')
  expect(orderKeys({ ...song, trackNumber: 10 }).albumKey > albumKey).toBe(true)
  expect([yearKey, lengthKey]).toEqual([1999, 1500])
  const bare = orderKeys({ ...song, artists: [], album: null, year: null, durationSeconds: null })
  expect(bare.artistKey > artistKey && bare.albumKey > albumKey).toBe(true)
})

test('a library of an older version gets its orders', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'orders-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const open = (migrations: typeof musicMigrations) =>
    openDatabase<MusicTables>({ url: `sqlite:${join(folder, 'music.db')}`, schema: 'music', migrations })
  const before = await open(
    musicMigrations.slice(
      0,
      musicMigrations.findIndex(({ name }) => name === '0004-orders'),
    ),
  )
  const row = { uploaderId: 'u', uploaderName: 'U', title: 't', titleKey: 't', status: 'ready', visibility: 'members' }
  // As it was then: without the columns that came later. A card leaves a control character where an address comes.
  const card = JSON.stringify({ ...song, coverUrl: '@' }).replace('@', '\u0001cover')
  await before.db
    .insertInto('track')
    .values({
      ...row,
      id: 'a',
      uploadId: 'a',
      audience: 1,
      bytes: 1,
      typed: '{}',
      createdAt: 0,
      revision: 1,
      card,
    } as never)
    .execute()
  await before.close()

  const after = await open(musicMigrations)
  const keys = await after.db.selectFrom('track').select(['artistKey', 'albumKey', 'yearKey', 'lengthKey']).execute()
  await after.close()
  // As text, for what orders lists later is not what this migration wrote.
  const place = '00020003'
  expect(keys).toEqual([
    {
      artistKey: `ann, ben\u0001naïve\u0002${place}`,
      albumKey: `naïve\u0002${song.album.id}${place}`,
      yearKey: 1999,
      lengthKey: 1500,
    },
  ])
})
