import type { EditedQueue, Queue, QueueItem, QueueOperation, Track } from '../api/shapes.ts'
import { emptyQueue, type QueueServer } from './queue-client.ts'
import { predict } from './queue.ts'

/** Tracks in one call; the server gives no more. */
const atOnce = 100

/** The queue of who has no account: as the server's, but in memory, and gone with the page. */
export function createVisitorQueue(getTracks: (ids: string[]) => Promise<Track[]>): QueueServer {
  let queue = emptyQueue
  let named = 0

  async function makeItems(trackIds: string[]): Promise<QueueItem[]> {
    const tracks = new Map<string, Track>()
    for (let from = 0; from < trackIds.length; from += atOnce) {
      for (const track of await getTracks(trackIds.slice(from, from + atOnce))) tracks.set(track.id, track)
    }
    return trackIds.flatMap((id) => {
      const track = tracks.get(id)
      return track ? { itemId: (++named).toString(36), track } : []
    })
  }

  async function apply(to: Queue, operation: QueueOperation): Promise<Queue> {
    if (operation.op === 'replace') {
      const items = await makeItems(operation.trackIds)
      const first = items.find(({ track }) => track.id === operation.trackIds[operation.startAt ?? 0]) ?? items[0]
      return { ...to, items, current: first ? { itemId: first.itemId, positionSeconds: 0 } : null }
    }
    if (operation.op === 'insertAfter') {
      // Not there: findIndex says -1, and it goes to the beginning, as without a neighbour.
      const at = to.items.findIndex(({ itemId }) => itemId === operation.itemId) + 1
      return { ...to, items: to.items.toSpliced(at, 0, ...(await makeItems(operation.trackIds))) }
    }
    return predict(to, [operation])
  }

  return {
    load: async () => queue,
    async send(revision, operations): Promise<EditedQueue> {
      const before = new Set(queue.items.map(({ itemId }) => itemId))
      let edited = queue
      for (const operation of operations) edited = await apply(edited, operation)
      queue = { ...edited, revision: revision + 1 }
      return {
        ...queue,
        items: queue.items.map(({ itemId }) => itemId),
        added: queue.items.filter(({ itemId }) => !before.has(itemId)),
      }
    },
  }
}
