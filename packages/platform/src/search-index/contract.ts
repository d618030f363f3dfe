import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SearchDocument, SearchIndex } from './search-index.ts'

export interface SearchIndexUnderTest {
  index: SearchIndex
  /** What another process sees, or this one after a restart. */
  reopen: () => Promise<SearchIndex>
  /** Engines that show changes after a while are told to show them now. */
  settle?: () => Promise<void>
}

/** What every search index does. The factory opens an empty one and closes it when its test ends. */
export function testSearchIndex(open: () => Promise<SearchIndexUnderTest>) {
  /** An index `tracks` of these documents, and a way to ask it for ids. */
  async function given(...documents: SearchDocument[]) {
    const opened = await open()
    const settle = async () => {
      await opened.settle?.()
    }
    await opened.index.upsert('tracks', documents)
    await settle()
    return {
      ...opened,
      settle,
      find: async (query: string, options: { limit?: number; tags?: string[] } = {}) => {
        await settle()
        return (await opened.index.search('tracks', { query, limit: 20, ...options })).map(({ id }) => id)
      },
    }
  }

  describe('finding', () => {
    test('words and their beginnings, in any field and order', async () => {
      const { find } = await given(
        track('1', { title: 'Strange Harvest', artist: 'The Wild Geese', album: 'Autumn' }),
        track('2', { title: 'Harvest Moon', artist: 'Strangers', album: 'Winter' }),
      )

      expect(await find('harv')).toEqual(expect.arrayContaining(['1', '2']))
      expect(await find('harvest')).toHaveLength(2)
      expect(await find('autu')).toEqual(['1'])
      expect(await find('geese harvest')).toEqual(['1'])
      expect(await find('moon stran')).toEqual(['2'])
      expect(await find('arvest')).toEqual([])
      expect(await find('harvest summer')).toEqual([])
    })

    test('whatever the case, the accents and the width of letters, in documents as in queries', async () => {
      const { find } = await given(
        track('fr', { title: 'Déjà vu à l’Élysée' }),
        track('de', { title: 'Die Straße' }),
        track('gr', { title: 'ΟΔΟΣ Ονείρων' }),
        track('gr2', { title: 'ΦΩΣΦΟΡΟΣ' }),
        track('vi', { title: 'Tiếng Việt' }),
        track('wide', { title: 'Ｂｅｌｌ ①' }),
        track('tr', { title: 'İstanbul' }),
        track('apart', { title: 'Cafe\u0301' }),
        track('lig', { title: 'ﬁnale' }),
      )
      const queries = {
        fr: ['deja', 'DÉJÀ VU', 'elysee', 'E\u0301lyse\u0301e'],
        de: ['strasse', 'STRASSE', 'straße', 'STRAẞE'],
        gr: ['οδος', 'οδός', 'ονειρων', 'ΟΝΕΊΡΩΝ'],
        gr2: ['φως', 'ΦΩΣ', 'φωσφορος'],
        vi: ['tieng viet', 'TIẾNG'],
        wide: ['bell 1', 'ＢＥＬＬ'],
        tr: ['istanbul', 'ISTANBUL'],
        apart: ['café', 'cafe'],
        lig: ['finale'],
      }
      for (const [id, texts] of Object.entries(queries)) {
        for (const text of texts) expect([text, await find(text)]).toEqual([text, [id]])
      }
    })

    test('Korean by the beginning of a word, by its middle, and with a particle or without', async () => {
      const { find } = await given(
        track('1', { title: '봄날', artist: '방탄소년단' }),
        track('2', { title: '밤편지', artist: '아이유' }),
        track('3', { title: '강남스타일 (Gangnam Style)', artist: '싸이' }),
        track('decomposed', { title: '좋은날'.normalize('NFD') }),
      )

      expect(await find('방탄')).toEqual(['1'])
      expect(await find('소년단')).toEqual(['1'])
      expect(await find('소')).toEqual(['1'])
      expect(await find('단')).toEqual(['1'])
      expect(await find('편지 아이유')).toEqual(['2'])
      expect(await find('남스타')).toEqual(['3'])
      expect(await find('강남 스타일')).toEqual(['3'])
      expect(await find('좋은')).toEqual(['decomposed'])
      expect(await find('은날'.normalize('NFD'))).toEqual(['decomposed'])
      expect(await find('남강')).toEqual([])
      // A syllable is one letter: 보 does not begin 봄.
      expect(await find('보')).toEqual([])
    })

    test('Japanese and Chinese anywhere in what is written without spaces', async () => {
      const { find } = await given(
        track('1', { title: '残酷な天使のテーゼ', artist: '高橋洋子' }),
        track('2', { title: '真夜中のドア〜Stay With Me', artist: '松原みき' }),
        track('3', { title: 'ｶﾞﾗｽの部屋' }),
        track('4', { title: '月亮代表我的心', artist: '鄧麗君' }),
        track('5', { title: '𠮷野家のうた' }),
      )

      expect(await find('天使')).toEqual(['1'])
      expect(await find('使の')).toEqual(['1'])
      expect(await find('テーゼ')).toEqual(['1'])
      expect(await find('ゼ')).toEqual(['1'])
      expect(await find('洋子 残酷')).toEqual(['1'])
      expect(await find('真夜中 stay')).toEqual(['2'])
      expect(await find('ガラス')).toEqual(['3'])
      expect(await find('代表')).toEqual(['4'])
      expect(await find('麗')).toEqual(['4'])
      expect(await find('野家')).toEqual(['5'])
      expect(await find('𠮷')).toEqual(['5'])
      // か and が are different letters.
      expect(await find('カラス')).toEqual([])
    })

    test('only what has any of the tags, when tags are named', async () => {
      const { find } = await given(
        { ...track('1', { title: 'Song one' }), tags: ['members'] },
        { ...track('2', { title: 'Song two' }), tags: ['public', 'members'] },
        { ...track('3', { title: 'Song three' }), tags: ['draft:미나 "x"'] },
        track('4', { title: 'Song four' }),
      )

      expect((await find('song')).toSorted()).toEqual(['1', '2', '3', '4'])
      expect((await find('song', { tags: ['members'] })).toSorted()).toEqual(['1', '2'])
      expect((await find('song', { tags: ['public', 'draft:미나 "x"'] })).toSorted()).toEqual(['2', '3'])
      expect(await find('song', { tags: ['public'] })).toEqual(['2'])
      expect(await find('song', { tags: ['pub'] })).toEqual([])
      expect(await find('song', { tags: [] })).toEqual([])
      // A tag is no word.
      expect(await find('members')).toEqual([])
    })

    test('each index by itself; one that was never filled is empty', async () => {
      const { index, settle } = await given(track('1', { title: 'Bell' }))
      await index.upsert('artists', [track('2', { name: 'Bell' })])
      await settle()

      expect(await index.search('artists', { query: 'bell', limit: 9 })).toMatchObject([{ id: '2' }])
      expect(await index.search('albums', { query: 'bell', limit: 9 })).toEqual([])
      expect(await index.search('"; DROP TABLE x', { query: 'bell', limit: 9 })).toEqual([])
    })
  })

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
      const change = fc.record({
        id: fc.constantFrom('a', 'b'),
        revision: fc.integer({ min: 1, max: 6 }),
        removed: fc.boolean(),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
          await index.clear('tracks')
          const last = new Map<string, { revision: number; removed: boolean }>()
          for (const { id, revision, removed } of changes) {
            if (removed) await index.remove('tracks', [{ id, revision }])
            else await index.upsert('tracks', [track(id, { title: `Song r${revision}` }, revision)])
            const known = last.get(id)
            if (!known || revision > known.revision || (revision === known.revision && removed))
              last.set(id, { revision, removed })
          }
          await settle()
          for (const [id, { revision, removed }] of last) {
            const ids = (await index.search('tracks', { query: `r${revision}`, limit: 9 })).map((hit) => hit.id)
            expect(ids.includes(id)).toBe(!removed)
          }
        }),
        { numRuns: 25 },
      )
    })

    test('documents and removals are there after a restart', async () => {
      const { index, reopen } = await given(track('1', { title: 'Song' }, 5), track('2', { title: 'Song' }, 5))
      await index.remove('tracks', [{ id: '2', revision: 6 }])
      const again = await reopen()
      await again.upsert('tracks', [track('2', { title: 'Song' }, 5)])

      expect(await again.search('tracks', { query: 'song', limit: 9 })).toMatchObject([{ id: '1' }])
    })

    test('clearing forgets all of one index, revisions too', async () => {
      const { index, find } = await given(track('1', { title: 'Song' }, 5))
      await index.upsert('artists', [track('2', { name: 'Song' })])
      await index.clear('tracks')
      await index.clear('tracks')
      expect(await find('song')).toEqual([])
      await index.upsert('tracks', [track('1', { title: 'Song again' }, 1)])

      expect(await find('again')).toEqual(['1'])
      expect(await index.search('artists', { query: 'song', limit: 9 })).toHaveLength(1)
    })
  })

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

  test('many documents at once, and nothing, are taken', async () => {
    const { index, find } = await given()
    await index.upsert(
      'tracks',
      Array.from({ length: 1234 }, (_, n) => track(`${n}`, { title: `Number ${n}` })),
    )
    await index.remove('tracks', [])
    expect(await find('number 1233')).toEqual(['1233'])
    await index.remove(
      'tracks',
      Array.from({ length: 1234 }, (_, n) => ({ id: `${n}`, revision: 2 })),
    )
    expect(await find('number')).toEqual([])
  })
}

function track(id: string, fields: Record<string, string>, revision = 1): SearchDocument {
  return { id, revision, fields }
}
