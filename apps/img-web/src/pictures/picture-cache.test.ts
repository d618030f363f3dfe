import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { Image, Picture } from '../api/shapes.ts'
import { hidePictures, movePictures, patchPictures, pictureArrived, type PictureData } from './picture-cache.ts'

const album = ['pictures', 'album', 'a1']
const own = ['pictures', 'own']

function given(...pages: string[]) {
  const queryClient = new QueryClient()
  const data: PictureData = {
    pages: pages.map((ids, at) => ({
      items: ids.split('').map((id) => ({ id, title: '' }) as Picture),
      nextCursor: at < pages.length - 1 ? `c${at}` : null,
    })),
    pageParams: pages.map((_, at) => (at === 0 ? undefined : `c${at - 1}`)),
  }
  queryClient.setQueryData(album, data)
  queryClient.setQueryData(own, data)
  const shown = (key: readonly string[]) =>
    queryClient.getQueryData<PictureData>(key)!.pages.map(({ items }) => items.map(({ id }) => id).join(''))
  return { queryClient, shown }
}

test('pictures move together across pages, in the order they were named', () => {
  const { queryClient, shown } = given('abc', 'de')
  movePictures(queryClient, album, ['b', 'e'], null)
  expect(shown(album)).toEqual(['bea', 'cd'])
  movePictures(queryClient, album, ['b', 'a'], 'd')
  expect(shown(album)).toEqual(['ecd', 'ba'])
  expect(shown(own), 'another list stays as it is').toEqual(['abc', 'de'])
})

test('what is deleted leaves every list and can come back; what is taken out of an album leaves that alone', () => {
  const { queryClient, shown } = given('abc', 'de')
  const putBack = hidePictures(queryClient, ['b', 'd'])
  expect([shown(album), shown(own)]).toEqual([
    ['ac', 'e'],
    ['ac', 'e'],
  ])
  putBack()
  expect(shown(album)).toEqual(['abc', 'de'])
  hidePictures(queryClient, ['a'], album)
  expect([shown(album), shown(own)]).toEqual([
    ['bc', 'de'],
    ['abc', 'de'],
  ])
})

test('a new picture is the first of one’s own and the last of its album, once', () => {
  const { queryClient, shown } = given('ab')
  const image = { id: 'n' } as Image
  pictureArrived(queryClient, image, 'a1')
  pictureArrived(queryClient, image, 'a1')
  expect([shown(own), shown(album)]).toEqual([['nab'], ['abn']])
})

test('a changed title is seen wherever the picture is', () => {
  const { queryClient } = given('ab', 'c')
  patchPictures(queryClient, [{ id: 'c', title: 'Harbour' } as Picture])
  for (const key of [own, album]) {
    expect(queryClient.getQueryData<PictureData>(key)!.pages[1]!.items[0]!.title).toBe('Harbour')
  }
})
