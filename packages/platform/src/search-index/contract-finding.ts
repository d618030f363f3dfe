import { describe, expect, test } from 'vitest'
import { track, type Given } from './contract-setup.ts'

/** Which documents answer a query. */
export function testFinding(given: Given) {
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

    test('a word of any length by its beginning', async () => {
      const { find } = await given(track('1', { title: `${'a'.repeat(99)}${'b'.repeat(900)} end` }))

      expect(await find('aaaa')).toEqual(['1'])
      expect(await find(`${'a'.repeat(99)}b`)).toEqual(['1'])
      expect(await find('bbb')).toEqual([])
      expect(await find('end')).toEqual(['1'])
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
}
