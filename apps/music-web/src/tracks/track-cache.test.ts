import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { Page, Track } from '../api/shapes.ts'
import { forgetLists, hideTracks, showTrack, trackKeys } from './track-cache.ts'

const track = (id: string, revision = 1) => ({ id, revision, status: 'ready', title: `${id} ${revision}` }) as Track
const page = (...items: Track[]): Page<Track> => ({ items, nextCursor: null })

function given() {
  const client = new QueryClient()
  client.setQueryData(trackKeys.newest, page())
  client.setQueryData(trackKeys.recent, page(track('a'), track('b')))
  return client
}

test('a list that is to be asked for again still is when a track elsewhere, or in it, changes', async () => {
  const client = given()
  await forgetLists(client)

  showTrack(client, track('a', 2))

  expect(client.getQueryState(trackKeys.newest)!.isInvalidated).toBe(true)
  expect(client.getQueryState(trackKeys.recent)!.isInvalidated).toBe(true)
  expect(client.getQueryData<Page<Track>>(trackKeys.recent)!.items[0]!.title).toBe('a 2')
})

test('an older state of a track changes nothing', () => {
  const client = given()
  showTrack(client, track('a', 3))
  showTrack(client, track('a', 2))
  expect(client.getQueryData<Page<Track>>(trackKeys.recent)!.items[0]!.revision).toBe(3)
})

test('what is hidden is gone from every list, and can be put back', () => {
  const client = given()
  client.setQueryData(['tracks', 'ids', {}], { ids: ['a', 'b'] })
  const show = hideTracks(client, ['a'])
  expect(client.getQueryData<Page<Track>>(trackKeys.recent)!.items).toHaveLength(1)
  expect(client.getQueryData(['tracks', 'ids', {}])).toEqual({ ids: ['b'] })
  show()
  expect(client.getQueryData<Page<Track>>(trackKeys.recent)!.items).toHaveLength(2)
})
