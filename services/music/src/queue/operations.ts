import { badRequest } from '@bell/platform/http'
import type { QueueOperation } from './queue.schema.ts'

export const mostItems = 10_000

export type Item = readonly [itemId: string, trackId: string]

/** How items are named, by a number that is never used again. */
const nameOf = (number: number) => number.toString(36)

/** The items that operations made of a state whose next number was `nextItem`. */
export function itemsSince({ items }: QueueState, nextItem: number) {
  return items.filter(([itemId]) => Number.parseInt(itemId, 36) >= nextItem)
}

/** What operations change; where it plays inside the current item is apart from it. */
export interface QueueState {
  items: Item[]
  nextItem: number
  currentItemId: string | null
  positionMs: number
  shuffle: boolean
  repeat: 'off' | 'all' | 'one'
}

/**
 * The queue after an operation. `playable` (with their cards) says which tracks the listener may hear; others are left out.
 * @throws queue_item_not_found (400), queue_too_long (400)
 */
export function applyOperation(
  state: QueueState,
  operation: QueueOperation,
  playable: ReadonlyMap<string, string>,
): QueueState {
  switch (operation.op) {
    case 'replace':
      return replace(state, operation, playable)
    case 'insertAfter': {
      const at = operation.itemId === null ? 0 : indexOf(state, operation.itemId) + 1
      const added = newItems(
        state,
        operation.trackIds.filter((id) => playable.has(id)),
      )
      return bounded({ ...state, ...added, items: state.items.toSpliced(at, 0, ...added.items) })
    }
    case 'move':
      return move(state, operation)
    case 'remove':
      return remove(state, new Set(operation.itemIds))
    case 'clear':
      return { ...state, items: [], currentItemId: null, positionMs: 0 }
    case 'mode':
      return { ...state, shuffle: operation.shuffle ?? state.shuffle, repeat: operation.repeat ?? state.repeat }
  }
}

type Replace = Extract<QueueOperation, { op: 'replace' }>

function replace(state: QueueState, { trackIds, startAt = 0 }: Replace, playable: ReadonlyMap<string, string>) {
  const start = trackIds.slice(0, startAt).filter((id) => playable.has(id)).length
  const added = newItems(
    state,
    trackIds.filter((id) => playable.has(id)),
  )
  return bounded({
    ...state,
    ...added,
    currentItemId: added.items[start]?.[0] ?? added.items[0]?.[0] ?? null,
    positionMs: 0,
  })
}

type Move = Extract<QueueOperation, { op: 'move' }>

function move(state: QueueState, { itemIds, afterItemId }: Move) {
  const moving = new Set(itemIds)
  const here = new Map(state.items.map((item) => [item[0], item]))
  const moved = [...moving].map((itemId) => here.get(itemId) ?? notInQueue())
  if (afterItemId !== null && moving.has(afterItemId)) return state
  const rest = { ...state, items: state.items.filter(([itemId]) => !moving.has(itemId)) }
  const at = afterItemId === null ? 0 : indexOf(rest, afterItemId) + 1
  return { ...rest, items: rest.items.toSpliced(at, 0, ...moved) }
}

/** What is removed while it plays gives way to the next that stays. */
function remove(state: QueueState, gone: ReadonlySet<string>) {
  const items = state.items.filter(([itemId]) => !gone.has(itemId))
  if (state.currentItemId === null || !gone.has(state.currentItemId)) return { ...state, items }
  const at = state.items.findIndex(([itemId]) => itemId === state.currentItemId)
  const next = state.items.slice(at).find(([itemId]) => !gone.has(itemId))
  return { ...state, items, currentItemId: next?.[0] ?? null, positionMs: 0 }
}

function newItems({ nextItem }: QueueState, trackIds: string[]) {
  const items = trackIds.map((trackId, index): Item => [nameOf(nextItem + index), trackId])
  return { items, nextItem: nextItem + items.length }
}

function bounded(state: QueueState) {
  if (state.items.length <= mostItems) return state
  throw badRequest('queue_too_long', `A queue holds ${mostItems} tracks at most.`)
}

function indexOf({ items }: QueueState, itemId: string) {
  const index = items.findIndex(([id]) => id === itemId)
  return index < 0 ? notInQueue() : index
}

export function notInQueue(): never {
  throw badRequest('queue_item_not_found', 'This item is not in the queue (any more).')
}
