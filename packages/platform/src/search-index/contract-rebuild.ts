import { describe, expect, test } from 'vitest'
import { track, type Given } from './contract-setup.ts'

/** A second index is filled beside the one that answers, and takes its place. */
export function testRebuild(given: Given) {
  const all = { after: '', limit: 100 }

  describe('rebuilding', () => {
    test('what answers is the old index until it is finished, then the new one', async () => {
      const { index, find } = await given(track('old', { title: 'Song old' }))
      await index.rebuild.begin('tracks')
      expect(await index.rebuild.fill('tracks', [track('new', { title: 'Song new' })])).toEqual({
        indexed: 1,
        skipped: [],
        failed: [],
      })
      expect(await find('song')).toEqual(['old'])

      await index.rebuild.finish(['tracks'])
      expect(await find('song')).toEqual(['new'])
    })

    test('what is written meanwhile is in both, in whatever order it and the filling come', async () => {
      const { index, find, settle } = await given(track('a', { title: 'Song' }, 1), track('b', { title: 'Song' }, 1))
      await index.rebuild.begin('tracks')
      await index.upsert('tracks', [track('a', { title: 'Song changed' }, 2), track('c', { title: 'Song' }, 1)])
      await index.remove('tracks', [{ id: 'b', revision: 2 }])
      const filled = await index.rebuild.fill('tracks', [
        track('a', { title: 'Song' }, 1),
        track('b', { title: 'Song' }, 1),
        track('d', { title: 'Song' }, 1),
      ])
      await index.upsert('tracks', [track('d', { title: 'Song changed' }, 2)])

      expect(filled).toEqual({ indexed: 1, skipped: ['a', 'b'], failed: [] })
      expect((await find('song')).toSorted()).toEqual(['a', 'c', 'd'])
      await settle()
      const listed = [
        { id: 'a', revision: 2 },
        { id: 'c', revision: 1 },
        { id: 'd', revision: 2 },
      ]
      expect(await index.rebuild.list('tracks', 'next', all)).toEqual(listed)
      await index.rebuild.finish(['tracks'])
      expect(await index.rebuild.list('tracks', 'live', all)).toEqual(listed)
      expect((await find('changed')).toSorted()).toEqual(['a', 'd'])
    })

    test('beginning anew empties what was being built, and only that; every index has a name of its own', async () => {
      const { index, find } = await given(track('live', { title: 'Song' }))
      await index.rebuild.begin('tracks')
      await index.rebuild.fill('tracks', [track('left', { title: 'Song' })])
      const before = await index.rebuild.find('tracks')
      await index.rebuild.begin('tracks')
      const after = await index.rebuild.find('tracks')

      expect(before).toEqual({ live: expect.any(String), next: expect.any(String), previous: undefined })
      expect(after.live).toBe(before.live)
      expect(new Set([before.live, before.next, after.next]).size).toBe(3)
      expect(await index.rebuild.list('tracks', 'next', all)).toEqual([])
      expect(await find('song')).toEqual(['live'])
    })

    test('what answered before can be made to follow again, without what it missed', async () => {
      const { index, find, settle } = await given(track('1', { title: 'Song old' }))
      expect(await index.rebuild.revive('tracks')).toBe(false)
      await index.rebuild.begin('tracks')
      await index.rebuild.finish(['tracks'])
      const { live, previous } = await index.rebuild.find('tracks')
      await index.upsert('tracks', [track('2', { title: 'Song missed' })])

      expect(await index.rebuild.revive('tracks')).toBe(true)
      await index.upsert('tracks', [track('3', { title: 'Song both' })])
      await index.rebuild.drain('tracks', [{ id: '1', revision: 1 }])
      expect((await find('song')).toSorted()).toEqual(['2', '3'])
      await settle()
      expect(await index.rebuild.list('tracks', 'next', all)).toEqual([{ id: '3', revision: 1 }])
      await index.rebuild.finish(['tracks'])

      expect(await find('song')).toEqual(['3'])
      expect(await index.rebuild.find('tracks')).toEqual({ live: previous, next: undefined, previous: live })
    })

    test('several are finished in one step, and a restart finds them so', async () => {
      const { index, reopen, settle } = await given(track('1', { title: 'Song' }))
      for (const name of ['tracks', 'artists', 'albums']) {
        await index.rebuild.begin(name)
        await index.rebuild.fill(name, [track(`new ${name}`, { title: 'Song' })])
      }
      await index.rebuild.finish(['tracks', 'artists', 'albums'])
      await settle()
      const again = await reopen()

      for (const name of ['tracks', 'artists', 'albums']) {
        expect(await again.search(name, { query: 'song', limit: 9 })).toMatchObject([{ id: `new ${name}` }])
      }
    })

    test('after many removals too', async () => {
      const many = Array.from({ length: 300 }, (_, n) => track(`${n}`, { title: `Song ${n}` }))
      const { index, find } = await given(...many)
      await index.rebuild.begin('tracks')
      await index.rebuild.fill('tracks', [...many, track('new', { title: 'Song' })])
      await index.remove(
        'tracks',
        many.map(({ id }) => ({ id, revision: 2 })),
      )
      await index.rebuild.finish(['tracks'])
      await index.rebuild.begin('tracks')

      expect(await find('song')).toEqual(['new'])
    })

    test('lists ids in order, page by page and within bounds, and no removals', async () => {
      const ids = Array.from({ length: 25 }, (_, n) => `id-${String(n).padStart(2, '0')}`)
      const { index, settle } = await given(...ids.map((id) => track(id, { title: 'Song' }, 3)))
      await index.remove('tracks', [{ id: 'id-07', revision: 4 }])
      await settle()
      const list = async (after: string, limit: number, until?: string) =>
        (await index.rebuild.list('tracks', 'live', { after, limit, until })).map(({ id }) => id)

      expect(await list('', 3)).toEqual(['id-00', 'id-01', 'id-02'])
      expect(await list('id-05', 3)).toEqual(['id-06', 'id-08', 'id-09'])
      expect(await list('id-20', 9, 'id-22')).toEqual(['id-21', 'id-22'])
      expect(await list('id-24', 9)).toEqual([])
      expect(await index.rebuild.list('tracks', 'next', all)).toEqual([])
    })
  })
}
