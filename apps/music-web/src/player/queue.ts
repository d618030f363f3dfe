import type { Queue, QueueItem, QueueOperation } from '../api/shapes.ts'

/** FNV-1a: a shuffle that every reload computes anew and that stays the same while the items do. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  // Ids of one or two letters differ little; this spreads them.
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

export interface OrderHints {
  /** Where a shuffled round began; it comes first and the rest follows. */
  anchorId?: string | undefined
  /** Items that a person asked to hear next while shuffling, and the item after which they come. */
  promoted?: { afterId: string; itemIds: string[] } | undefined
}

/** The items in the order in which they will sound. */
export function playOrder(queue: Queue, hints: OrderHints = {}): QueueItem[] {
  if (!queue.shuffle) return queue.items
  const rank = new Map(queue.items.map((item) => [item.itemId, hash(item.itemId + item.track.id)]))
  const shuffled = queue.items.toSorted((a, b) => rank.get(a.itemId)! - rank.get(b.itemId)!)
  const anchor = shuffled.findIndex((item) => item.itemId === hints.anchorId)
  const round = anchor > 0 ? [shuffled[anchor]!, ...shuffled.toSpliced(anchor, 1)] : shuffled
  return hints.promoted ? promote(round, hints.promoted) : round
}

function promote(round: QueueItem[], { afterId, itemIds }: NonNullable<OrderHints['promoted']>): QueueItem[] {
  const wanted = itemIds.flatMap((id) => round.find((item) => item.itemId === id && id !== afterId) ?? [])
  const rest = round.filter((item) => !wanted.includes(item))
  const after = rest.findIndex((item) => item.itemId === afterId)
  return after < 0 ? round : rest.toSpliced(after + 1, 0, ...wanted)
}

/** @returns what sounds after `itemId`, or undefined where the queue ends. `ended`: the track ran out by itself. */
export function itemAfter(queue: Queue, itemId: string | undefined, hints?: OrderHints, ended = false) {
  const order = playOrder(queue, hints)
  const index = order.findIndex((item) => item.itemId === itemId)
  if (ended && queue.repeat === 'one' && index >= 0) return order[index]
  return order[index + 1] ?? (queue.repeat === 'all' ? order[0] : undefined)
}

/** @returns what sounded before `itemId`; only repeating all leads from the first to the last. */
export function itemBefore(queue: Queue, itemId: string | undefined, hints?: OrderHints) {
  const order = playOrder(queue, hints)
  const index = order.findIndex((item) => item.itemId === itemId)
  if (index > 0) return order[index - 1]
  return queue.repeat === 'all' ? order.at(-1) : undefined
}

/** What is left to hear after `itemId`, in order. */
export function upcoming(queue: Queue, itemId: string | undefined, hints?: OrderHints): QueueItem[] {
  const order = playOrder(queue, hints)
  const index = order.findIndex((item) => item.itemId === itemId)
  return [...order.slice(index + 1), ...(queue.repeat === 'all' ? order.slice(0, Math.max(0, index)) : [])]
}

/** Shows at once what the server will answer; operations that make new items wait for it, since it names them. */
export function predict(queue: Queue, operations: QueueOperation[]): Queue {
  return operations.reduce(predictOne, queue)
}

function predictOne(queue: Queue, operation: QueueOperation): Queue {
  switch (operation.op) {
    case 'clear':
      return { ...queue, items: [], current: null }
    case 'mode':
      return { ...queue, shuffle: operation.shuffle ?? queue.shuffle, repeat: operation.repeat ?? queue.repeat }
    case 'remove':
      return { ...queue, items: without(queue.items, new Set(operation.itemIds)) }
    case 'move':
      return { ...queue, items: moveItems(queue.items, operation) }
    case 'replace':
    case 'insertAfter':
      return queue
  }
}

function without(items: QueueItem[], gone: ReadonlySet<string>) {
  return items.filter(({ itemId }) => !gone.has(itemId))
}

type Move = Extract<QueueOperation, { op: 'move' }>

function moveItems(items: QueueItem[], { itemIds, afterItemId }: Move): QueueItem[] {
  const here = new Map(items.map((item) => [item.itemId, item]))
  const moving = new Set(itemIds)
  const moved = itemIds.flatMap((id) => here.get(id) ?? [])
  if (afterItemId !== null && (moving.has(afterItemId) || !here.has(afterItemId))) return items
  const rest = items.filter((item) => !moving.has(item.itemId))
  return rest.toSpliced(rest.findIndex((item) => item.itemId === afterItemId) + 1, 0, ...moved)
}

/** What of the operations still makes sense on a queue that another device changed meanwhile. */
export function rebase(operations: QueueOperation[], queue: Queue): QueueOperation[] {
  const here = new Set(queue.items.map((item) => item.itemId))
  return operations.flatMap((operation): QueueOperation[] => {
    switch (operation.op) {
      case 'remove': {
        const itemIds = operation.itemIds.filter((id) => here.has(id))
        return itemIds.length > 0 ? [{ ...operation, itemIds }] : []
      }
      case 'move': {
        const itemIds = operation.itemIds.filter((id) => here.has(id))
        const gone = operation.afterItemId !== null && !here.has(operation.afterItemId)
        return gone || itemIds.length === 0 ? [] : [{ ...operation, itemIds }]
      }
      case 'insertAfter': {
        if (operation.itemId === null || here.has(operation.itemId)) return [operation]
        // The neighbour is gone: the end is where nobody is surprised to find it.
        return [{ ...operation, itemId: queue.items.at(-1)?.itemId ?? null }]
      }
      default:
        return [operation]
    }
  })
}
