import { expect, test } from 'vitest'
import type { Queue, QueueOperation, Track } from '../api/shapes.ts'
import { createQueueClient, type QueueServer } from './queue-client.ts'
import { predict } from './queue.ts'

const track = (id: string) => ({ id, title: id }) as Track

/** A queue that keeps the contract: edits need its revision, new items get its names. */
function fakeServer() {
  let queue: Queue = {
    revision: 3,
    items: ['a', 'b', 'c'].map((itemId) => ({ itemId, track: track(itemId) })),
    current: null,
    shuffle: false,
    repeat: 'off',
  }
  let named = 0
  const apply = (operations: QueueOperation[]) => {
    for (const operation of operations) {
      queue = predict(queue, [operation])
      if (operation.op === 'insertAfter') {
        const added = operation.trackIds.map((id) => ({ itemId: `new-${++named}`, track: track(id) }))
        queue = { ...queue, items: [...queue.items, ...added] }
      }
    }
    queue = { ...queue, revision: queue.revision + 1 }
  }
  const server: QueueServer & { sent: number } = {
    sent: 0,
    load: async () => queue,
    async send(revision, operations) {
      server.sent += 1
      if (revision !== queue.revision) return undefined
      const before = new Set(queue.items)
      apply(operations)
      const added = queue.items.filter((item) => !before.has(item))
      return { ...queue, items: queue.items.map((item) => item.itemId), added }
    },
  }
  return { server, elsewhere: apply, now: () => queue }
}
const ids = (queue: Queue) => queue.items.map((item) => item.itemId)

test('an edit shows before the server has answered', async () => {
  const { server } = fakeServer()
  const client = createQueueClient(server)
  await client.refresh()

  const edited = client.edit([{ op: 'remove', itemIds: ['b'] }])

  expect(ids(client.store.get().queue)).toEqual(['a', 'c'])
  expect(ids(await edited)).toEqual(['a', 'c'])
})

test('edits made at once arrive one after the other, each on the revision of the one before', async () => {
  const { server, now } = fakeServer()
  const client = createQueueClient(server)
  await client.refresh()

  await Promise.all([
    client.edit([{ op: 'move', itemIds: ['c'], afterItemId: null }]),
    client.edit([{ op: 'insertAfter', itemId: 'a', trackIds: ['x'] }]),
    client.edit([{ op: 'remove', itemIds: ['b'] }]),
  ])

  expect(server.sent).toBe(3)
  expect(ids(now())).toEqual(['c', 'a', 'new-1'])
  expect(client.store.get().queue).toEqual(now())
})

test('an edit on an old revision is made again on what another device left', async () => {
  const { server, elsewhere, now } = fakeServer()
  const client = createQueueClient(server)
  await client.refresh()
  elsewhere([{ op: 'remove', itemIds: ['a'] }])

  await client.edit([{ op: 'remove', itemIds: ['a', 'b'] }])

  expect(ids(now())).toEqual(['c'])
  expect(ids(client.store.get().queue)).toEqual(['c'])
})

test('a refused edit disappears again, and those after it still work', async () => {
  const { server } = fakeServer()
  const client = createQueueClient(server)
  await client.refresh()
  const send = server.send
  server.send = async () => {
    server.send = send
    throw new Error('down')
  }

  await expect(client.edit([{ op: 'remove', itemIds: ['a'] }])).rejects.toThrow('down')
  expect(ids(client.store.get().queue)).toEqual(['a', 'b', 'c'])
  await client.edit([{ op: 'remove', itemIds: ['c'] }])
  expect(ids(client.store.get().queue)).toEqual(['a', 'b'])
})

test('an edit on another device is fetched once, and one’s own echo not at all', async () => {
  const { server, elsewhere, now } = fakeServer()
  const client = createQueueClient(server)
  await client.refresh()
  let loads = 0
  const load = server.load
  server.load = () => {
    loads += 1
    return load()
  }
  await client.heardOf(3)
  expect(loads).toBe(0)
  elsewhere([{ op: 'clear' }])
  await client.heardOf(now().revision)
  expect(loads).toBe(1)
  expect(client.store.get().queue.items).toEqual([])
})
