import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { track, type Given } from './contract-setup.ts'

/** Text that is made to break an engine, or odd. */
export function testOddText(given: Given) {
  describe('hostile or odd text', () => {
    test('is a query like any other: it never fails, and finds at most what is asked for', async () => {
      const { index } = await given(
        track('1', { title: 'Bell AND NOT OR NEAR 종' }),
        track('2', { title: 'bell "quoted" * ^ 鐘' }),
      )
      const syntax = [
        '"',
        '*',
        '^',
        '(',
        ')',
        ':',
        '-',
        '+',
        '{',
        '}',
        ' AND ',
        ' OR ',
        ' NOT ',
        'NEAR(',
        ',',
        '\\',
        "'",
        '\0',
        'bell',
        '종',
        '鐘',
        '\u0301',
        '\u3099',
        '😀',
        '\ud800',
        '\ue000',
        'terms:',
      ]
      const query = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.array(fc.constantFrom(...syntax), { maxLength: 20 }).map((parts) => parts.join('')),
      )
      await fc.assert(
        fc.asyncProperty(query, fc.option(query), async (text, tag) => {
          const hits = await index.search('tracks', {
            query: text,
            limit: 1,
            tags: tag === null ? undefined : [tag, 'x'],
          })
          expect(hits.length).toBeLessThanOrEqual(1)
        }),
        { numRuns: 300 },
      )
    })

    test('words around signs are still found', async () => {
      const { find } = await given(
        track('1', { title: 'AC/DC – T.N.T. (Live!)' }),
        track('2', { title: 'P!nk & "Friends"' }),
      )

      expect(await find('"AC/DC"')).toEqual(['1'])
      expect(await find('t.n.t')).toEqual(['1'])
      expect(await find('p!nk* AND friends')).toEqual([])
      expect(await find('p!nk* & friends')).toEqual(['2'])
    })

    test('without a letter or digit finds nothing', async () => {
      const { find } = await given(track('1', { title: '😀 !!! ???' }), track('2', { title: '' }), track('3', {}))
      for (const text of ['', ' ', '😀', '!!!', '"', '""', '*', '\0', '\ue000', '\ud83d'])
        expect(await find(text)).toEqual([])
    })

    test('of 10 kB is answered', async () => {
      const { find } = await given(track('1', { title: 'bell' }))
      for (const text of [
        'bell '.repeat(2000),
        'b'.repeat(10_000),
        '종'.repeat(10_000),
        '"'.repeat(10_000),
        'e\u0301'.repeat(5000),
      ]) {
        expect((await find(text)).length).toBeLessThanOrEqual(1)
      }
    })

    test('in documents is kept out of the way of others', async () => {
      const { index, find } = await given(track('1', { title: 'Bell' }))
      const text = fc.string({ unit: 'binary', maxLength: 60 })
      await fc.assert(
        fc.asyncProperty(text, text, async (title, tag) => {
          await index.upsert('tracks', [{ ...track('odd', { title }), tags: [tag] }])
        }),
      )
      expect(await find('bell')).toEqual(['1'])
      await index.upsert('tracks', [track('odd', { title: `Endless ${'가나다 word '.repeat(20_000)}` }, 2)])
      expect(await find('endless')).toEqual(['odd'])
    })
  })
}
