import { expect, test } from 'vitest'
import type { Track } from '../api/shapes.ts'
import { createQueueClient } from './queue-client.ts'
import { createVisitorQueue } from './visitor-queue.ts'

function testQueue(gone: string[] = []) {
  const asked: string[][] = []
  const client = createQueueClient(
    createVisitorQueue(async (ids) => {
      asked.push(ids)
      return ids.filter((id) => !gone.includes(id)).map((id) => ({ id }) as Track)
    }),
  )
  const shown = () => client.store.get().queue.items.map(({ track }) => track.id)
  const itemOf = (id: string) => client.store.get().queue.items.find(({ track }) => track.id === id)!.itemId
  return { client, asked, shown, itemOf }
}

test('a visitor’s queue plays from where it was begun, and is edited as that of a member', async () => {
  const { client, shown, itemOf } = testQueue()

  const begun = await client.edit([{ op: 'replace', trackIds: ['a', 'b', 'c'], startAt: 1 }])
  expect(begun.current).toEqual({ itemId: itemOf('b'), positionSeconds: 0 })
  expect(client.store.get().known).toBe(true)
  await client.edit([{ op: 'insertAfter', itemId: itemOf('b'), trackIds: ['d', 'a'] }])
  expect(shown()).toEqual(['a', 'b', 'd', 'a', 'c'])
  await client.edit([{ op: 'move', itemIds: [itemOf('c')], afterItemId: null }])
  await client.edit([{ op: 'remove', itemIds: [itemOf('d')] }])
  await client.edit([{ op: 'mode', shuffle: true, repeat: 'all' }])

  expect(shown()).toEqual(['c', 'a', 'b', 'a'])
  expect(client.store.get().queue).toMatchObject({ shuffle: true, repeat: 'all', revision: 5 })
  expect(new Set(client.store.get().queue.items.map(({ itemId }) => itemId)).size).toBe(4)
  await client.edit([{ op: 'clear' }])
  expect(shown()).toEqual([])
})

test('what is not there for a visitor is left out, and a long list is asked for in parts', async () => {
  const ids = Array.from({ length: 230 }, (_, n) => `t${n}`)
  const { client, asked, shown } = testQueue(['t0', 't7'])

  const begun = await client.edit([{ op: 'replace', trackIds: ids, startAt: 7 }])

  expect(shown()).toEqual(ids.filter((id) => id !== 't0' && id !== 't7'))
  expect(begun.current?.itemId).toBe(begun.items[0]!.itemId)
  expect(asked.map((part) => part.length)).toEqual([100, 100, 30])
})
