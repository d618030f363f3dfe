import { describe, expect, test } from 'vitest'
import { track, type Given } from './contract-setup.ts'

/** What comes first. */
export function testOrder(given: Given) {
  describe('order', () => {
    test('what is called exactly so comes before what begins so, that before what only holds the words', async () => {
      const { index, find } = await given(
        track('words', { title: 'All My Love Story Ends', artist: 'X' }),
        track('begins', { title: 'Love Story Forever', artist: 'X' }),
        track('half', { title: 'A Storyteller of Lovers', artist: 'X' }),
        track('exact', { title: 'Love Story', artist: 'X' }),
        track('album', { title: 'Intro', artist: 'X', album: 'Love Story' }),
      )
      const ids = await find('love story')

      expect(ids.filter((id) => id !== 'album')).toEqual(['exact', 'begins', 'words', 'half'])
      expect(ids.indexOf('album')).toBeGreaterThan(0)
      expect(await find('love story', { limit: 1 })).toEqual(['exact'])

      const scores = (await index.search('tracks', { query: 'love story', limit: 20 })).map(({ score }) => score)
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    })

    describe('the best is found among many that answer less well:', () => {
      const many = (title: (n: number) => string) =>
        Array.from({ length: 1000 }, (_, n) => track(`n${n}`, { title: title(n), artist: 'Anyone' }))

      test('a title, then an artist, that is called exactly so', async () => {
        const { find } = await given(
          ...many((n) => `Untitled ${n}`),
          track('word', { title: 'The Very Untitled Song', artist: 'Someone' }),
          track('artist', { title: 'Zebra', artist: 'Untitled' }),
          track('title', { title: 'Untitled', artist: 'Someone' }),
        )
        const found = await find('untitled')
        expect(found).toHaveLength(20)
        expect(found.slice(0, 2)).toEqual(['title', 'artist'])
        expect(await find('unti')).toContain('title')
        expect(await find('untitled someone')).toEqual(['title', 'word'])
        expect((await find('untitled 987'))[0]).toBe('n987')
      })

      test('a title that begins so, even with half a word', async () => {
        const { find } = await given(...many((n) => `My Morning ${n}`), track('best', { title: 'Morning Mist' }))
        expect((await find('morning m'))[0]).toBe('best')
        expect((await find('morningm'))[0]).toBe('best')
      })

      test('whole words', async () => {
        const { find } = await given(...many((n) => `Lovers Night ${n}`), track('best', { title: 'Night of Love' }))
        expect((await find('love night'))[0]).toBe('best')
      })

      test('what the reader may see', async () => {
        const drafts = many((n) => `Untitled ${n}`).map((document) => ({ ...document, tags: ['draft'] }))
        const { find } = await given(...drafts, { ...track('best', { title: 'Untitled Z' }), tags: ['members'] })
        for (const query of ['untitled', 'unt', 'u', 'untitled z']) {
          expect(await find(query, { tags: ['members'] })).toEqual(['best'])
        }
      })
    })
  })
}
