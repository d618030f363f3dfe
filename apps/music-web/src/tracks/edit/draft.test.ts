import { expect, test } from 'vitest'
import type { Track } from '../../api/shapes.ts'
import { changeOf, commonOf, contested, various, withField } from './draft.ts'

const track = (given: Partial<Track>) =>
  ({
    title: 'One',
    artists: [{ id: null, name: 'Ann', role: 'main' }],
    album: { id: 'a', title: 'Album' },
    year: 1999,
    genre: null,
    ...given,
  }) as Track

test('several tracks have a value in common or differ', () => {
  const both = [track({}), track({ title: 'Two', album: { id: 'b', title: 'Album' } })]
  expect(commonOf(both, 'title')).toBe(various)
  expect(commonOf(both, 'album')).toBe('Album')
  expect(commonOf(both, 'artists')).toEqual([{ id: null, name: 'Ann', role: 'main' }])
})

test('only what was changed is sent; what was set back is not', () => {
  const tracks = [track({}), track({ year: 2000 })]
  let draft = withField({}, tracks, 'genre', 'Jazz')
  draft = withField(draft, tracks, 'year', '2001')
  expect(changeOf(draft)).toEqual({ change: { genre: 'Jazz', year: 2001 }, faults: [] })

  draft = withField(draft, tracks, 'genre', null)
  expect(changeOf(draft).change).toEqual({ year: 2001 })
})

test('an empty title, no artist and numbers out of reach are named', () => {
  const { faults } = changeOf({
    title: ' ',
    artists: [{ id: null, name: ' ', role: 'main' }],
    year: '19x9',
    discNumber: '0',
  })
  expect(faults.map(({ field }) => field)).toEqual(['title', 'artists', 'discNumber', 'year'])
  expect(changeOf({ year: null }).faults).toEqual([])
})

test('what someone else changed in the same fields is contested, the rest is not', () => {
  const before = track({})
  expect(contested({ genre: 'Jazz' }, before, track({ title: 'Else', revision: 9 }))).toEqual([])
  expect(contested({ genre: 'Jazz', title: 'Mine' }, before, track({ title: 'Else' }))).toEqual(['title'])
})
