import type { EditedQueue, Queue, QueueOperation } from '../api/shapes.ts'
import { createStore, type Store } from '@bell/ui/store'
import { predict, rebase } from './queue.ts'

export interface QueueServer {
  load: () => Promise<Queue>
  /** @returns undefined where the revision is not the present one */
  send: (revision: number, operations: QueueOperation[]) => Promise<EditedQueue | undefined>
}

export interface QueueClient {
  /** `known`: the server has said what is in the queue. */
  store: Store<{ queue: Queue; known: boolean }>
  /** Sends edits in the order in which they were made, and shows them before the answer is there. @throws what the server refuses */
  edit(operations: QueueOperation[]): Promise<Queue>
  refresh(): Promise<Queue>
  /** The person is gone, and with them what was theirs. */
  forget(): void
  /** Another device edited: `revision` is what the queue has now. */
  heardOf(revision: number): Promise<Queue>
}

export const emptyQueue: Queue = { revision: 0, items: [], current: null, shuffle: false, repeat: 'off' }

const attempts = 5

export function createQueueClient(server: QueueServer): QueueClient {
  const store = createStore({ queue: emptyQueue, known: false })
  let confirmed = emptyQueue
  let pending: QueueOperation[][] = []
  let line: Promise<unknown> = Promise.resolve()

  function show() {
    store.set({ queue: predict(confirmed, pending.flat()) })
  }

  // One request at a time: the next one needs the revision that this one makes.
  function enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = line.then(work)
    line = result.catch(() => undefined)
    return result
  }

  async function sendUntilAccepted(operations: QueueOperation[]): Promise<Queue> {
    let remaining = operations
    for (let attempt = 1; remaining.length > 0; attempt++) {
      const answer = await server.send(confirmed.revision, remaining)
      if (answer) return merge(confirmed, answer)
      if (attempt === attempts) throw new Error('The queue changed on another device again and again')
      confirmed = await server.load()
      remaining = rebase(remaining, confirmed)
    }
    return confirmed
  }

  async function load() {
    confirmed = await server.load()
    store.set({ known: true })
    show()
  }

  function refresh() {
    return enqueue(async () => {
      await load()
      return confirmed
    })
  }

  return {
    store,
    refresh,
    forget() {
      confirmed = emptyQueue
      pending = []
      store.set({ queue: emptyQueue, known: false })
    },
    edit(operations) {
      pending = [...pending, operations]
      show()
      return enqueue(async () => {
        try {
          confirmed = await sendUntilAccepted(operations)
          store.set({ known: true })
          return confirmed
        } finally {
          pending = pending.filter((other) => other !== operations)
          show()
        }
      })
    },
    heardOf(revision) {
      return enqueue(async () => {
        if (revision > confirmed.revision) await load()
        return confirmed
      })
    },
  }
}

/** An edit's answer names the items in their order; their tracks are known, but for those that it brought. */
function merge(known: Queue, { added, items, ...rest }: EditedQueue): Queue {
  const tracks = new Map([...known.items, ...added].map((item) => [item.itemId, item]))
  return { ...rest, items: items.flatMap((itemId) => tracks.get(itemId) ?? []) }
}
