import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { track, type Given } from './contract-setup.ts'

/** An older revision never wins. */
export function testRevisions(given: Given) {
  describe('revisions', () => {
    test('a newer one replaces what was found before, an older one does nothing', async () => {
      const { index, find } = await given(track('1', { title: 'Old name' }, 5))
      await index.upsert('tracks', [track('1', { title: 'New name' }, 7)])
      await index.upsert('tracks', [track('1', { title: 'Late name' }, 6)])

      expect(await find('name')).toEqual(['1'])
      expect(await find('new')).toEqual(['1'])
      expect(await find('old')).toEqual([])
      expect(await find('late')).toEqual([])
    })

    test('the same one may come again, and is then what was sent last', async () => {
      const { index, find } = await given(track('1', { title: 'First' }, 5))
      await index.upsert('tracks', [track('1', { title: 'Second' }, 5)])

      expect(await find('first')).toEqual([])
      expect(await find('second')).toEqual(['1'])
    })

    test('what is removed stays removed for revisions up to its own, and comes back with a newer one', async () => {
      const { index, find } = await given(track('1', { title: 'Song' }, 5))
      await index.remove('tracks', [{ id: '1', revision: 6 }])
      expect(await find('song')).toEqual([])
      await index.upsert('tracks', [track('1', { title: 'Song' }, 5)])
      await index.upsert('tracks', [track('1', { title: 'Song' }, 6)])
      expect(await find('song')).toEqual([])
      await index.upsert('tracks', [track('1', { title: 'Song' }, 7)])
      expect(await find('song')).toEqual(['1'])
    })

    test('a removal that comes late, or before the document, counts by its revision too', async () => {
      const { index, find } = await given(track('late', { title: 'Song' }, 5))
      await index.remove('tracks', [{ id: 'late', revision: 4 }])
      await index.remove('tracks', [{ id: 'early', revision: 9 }])
      await index.upsert('tracks', [track('early', { title: 'Song' }, 8)])

      expect(await find('song')).toEqual(['late'])
    })

    test('whatever the order of arrival, the end is the same', async () => {
      const { index, settle } = await given()
      let runs = 0
      const change = fc.record({ revision: fc.integer({ min: 1, max: 6 }), removed: fc.boolean() })
      const ofOne = fc.array(change, { maxLength: 8 })
      await fc.assert(
        // Engines take long over each write, and less over several at once.
        fc.asyncProperty(fc.array(ofOne, { minLength: 10, maxLength: 10 }), async (all) => {
          const run = `run${runs++}`
          const word = (n: number, revision: number) => `${run}n${n}r${revision}`
          const ends = await Promise.all(
            all.map(async (changes, n) => {
              const id = `${run}-${n}`
              let last = { revision: 0, removed: true }
              for (const { revision, removed } of changes) {
                if (removed) await index.remove('tracks', [{ id, revision }])
                else await index.upsert('tracks', [track(id, { title: word(n, revision) }, revision)])
                if (revision > last.revision || (revision === last.revision && removed)) last = { revision, removed }
              }
              return last
            }),
          )
          await settle()
          for (const [n, { revision, removed }] of ends.entries()) {
            const found = await index.search('tracks', { query: word(n, revision), limit: 9 })
            expect(found).toHaveLength(removed ? 0 : 1)
          }
        }),
        { numRuns: 5 },
      )
    })

    test('documents and removals are there after a restart', async () => {
      const { index, reopen, settle } = await given(track('1', { title: 'Song' }, 5), track('2', { title: 'Song' }, 5))
      await index.remove('tracks', [{ id: '2', revision: 6 }])
      const again = await reopen()
      await again.upsert('tracks', [track('2', { title: 'Song' }, 5)])
      await settle()

      expect(await again.search('tracks', { query: 'song', limit: 9 })).toMatchObject([{ id: '1' }])
    })
  })
}
