import { expect, test } from 'vitest'
import { queryOf, readLibrarySearch, sortedBy } from './library-search.ts'

test('an address keeps what it knows and passes over the rest', () => {
  expect(readLibrarySearch({ sort: 'artist', order: 'desc', filter: ['mine', 'x'], genre: 'Jazz', q: 1984 })).toEqual({
    sort: 'artist',
    order: 'desc',
    filter: ['mine'],
    genre: 'Jazz',
    q: '1984',
  })
  expect(readLibrarySearch({ sort: 'added', order: 'up', filter: 'mine', q: '' })).toEqual({})
})

test('a column sorts its usual way first, then the other way round', () => {
  expect(sortedBy({}, 'title')).toEqual({ sort: 'title' })
  expect(sortedBy({ sort: 'title', q: 'x' }, 'title')).toEqual({ sort: 'title', order: 'desc', q: 'x' })
  expect(sortedBy({ sort: 'title', order: 'desc' }, 'title')).toEqual({ sort: 'title' })
  expect(sortedBy({}, 'added')).toEqual({ order: 'asc' })
  expect(sortedBy({ order: 'asc' }, 'year')).toEqual({ sort: 'year' })
})

test('the server is asked for what the address says', () => {
  expect(queryOf({ filter: ['mine', 'no-cover'], q: '  봄 ' })).toEqual({
    sort: 'added',
    filter: 'mine,no-cover',
    q: '봄',
  })
})
