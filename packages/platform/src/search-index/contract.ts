import { expect, test } from 'vitest'
import { testFinding } from './contract-finding.ts'
import { testOddText } from './contract-odd-text.ts'
import { testOrder } from './contract-order.ts'
import { testRebuild } from './contract-rebuild.ts'
import { testRevisions } from './contract-revisions.ts'
import { createGiven, track, type SearchIndexUnderTest } from './contract-setup.ts'

/** What every search index does. The factory opens an empty one and closes it when its test ends. */
export function testSearchIndex(open: () => Promise<SearchIndexUnderTest>) {
  const given = createGiven(open)
  testFinding(given)
  testOrder(given)
  testRevisions(given)
  testRebuild(given)
  testOddText(given)

  test('many documents at once, and nothing, are taken', async () => {
    const { index, find } = await given()
    await index.upsert(
      'tracks',
      Array.from({ length: 1234 }, (_, n) => track(`${n}`, { title: `Number ${n}` })),
    )
    await index.remove('tracks', [])
    expect(await find('number 1233')).toEqual(['1233'])
    expect(await index.count('tracks')).toBe(1234)
    await index.remove(
      'tracks',
      Array.from({ length: 1234 }, (_, n) => ({ id: `${n}`, revision: 2 })),
    )
    expect(await find('number')).toEqual([])
    expect([await index.count('tracks'), await index.count('none')]).toEqual([0, 0])
  })
}
