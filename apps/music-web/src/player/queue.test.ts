import { expect, test } from 'vitest'
import type { Queue, Track } from '../api/shapes.ts'
import { itemAfter, itemBefore, playOrder, predict, rebase, upcoming } from './queue.ts'

function queueOf(ids: string[], change: Partial<Queue> = {}): Queue {
  const items = ids.map((itemId) => ({ itemId, track: { id: `track-${itemId}`, title: itemId } as Track }))
  return { revision: 1, items, current: null, shuffle: false, repeat: 'off', ...change }
}
const ids = (items: { itemId: string }[]) => items.map((item) => item.itemId)
const many = Array.from({ length: 40 }, (_, index) => `item-${index}`)

test('one after the other, until the end', () => {
  const queue = queueOf(['a', 'b', 'c'])
  expect(itemAfter(queue, 'a')?.itemId).toBe('b')
  expect(itemAfter(queue, 'c')).toBeUndefined()
  expect(itemBefore(queue, 'a')).toBeUndefined()
  expect(itemAfter(queue, undefined)?.itemId).toBe('a')
})

test('repeating all goes round both ways; repeating one repeats only what ended by itself', () => {
  const all = queueOf(['a', 'b'], { repeat: 'all' })
  expect(itemAfter(all, 'b')?.itemId).toBe('a')
  expect(itemBefore(all, 'a')?.itemId).toBe('b')
  expect(ids(upcoming(queueOf(['a', 'b', 'c'], { repeat: 'all' }), 'b'))).toEqual(['c', 'a'])
  const one = queueOf(['a', 'b'], { repeat: 'one' })
  expect(itemAfter(one, 'a', {}, true)?.itemId).toBe('a')
  expect(itemAfter(one, 'a')?.itemId).toBe('b')
})

test('a shuffled round begins with what sounds, holds every item once, and is the same after a reload', () => {
  const queue = queueOf(many, { shuffle: true })
  const order = ids(playOrder(queue, { anchorId: 'item-7' }))
  expect(order[0]).toBe('item-7')
  expect(order.toSorted()).toEqual(many.toSorted())
  expect(order).not.toEqual(many)
  expect(ids(playOrder(queueOf(many, { shuffle: true }), { anchorId: 'item-7' }))).toEqual(order)
})

test('what was asked to come next comes next, shuffled or not', () => {
  const queue = queueOf(many, { shuffle: true })
  const hints = { anchorId: 'item-7', promoted: { afterId: 'item-7', itemIds: ['item-30', 'item-2'] } }
  expect(ids(upcoming(queue, 'item-7', hints)).slice(0, 2)).toEqual(['item-30', 'item-2'])
  expect(playOrder(queue, hints)).toHaveLength(many.length)
})

test('moving, removing and clearing show at once', () => {
  const queue = queueOf(['a', 'b', 'c', 'd'])
  expect(ids(predict(queue, [{ op: 'move', itemIds: ['d'], afterItemId: 'a' }]).items)).toEqual(['a', 'd', 'b', 'c'])
  expect(ids(predict(queue, [{ op: 'move', itemIds: ['c'], afterItemId: null }]).items)).toEqual(['c', 'a', 'b', 'd'])
  expect(ids(predict(queue, [{ op: 'remove', itemIds: ['a', 'c'] }]).items)).toEqual(['b', 'd'])
  expect(ids(predict(queue, [{ op: 'move', itemIds: ['d', 'b'], afterItemId: null }]).items)).toEqual([
    'd',
    'b',
    'a',
    'c',
  ])
  expect(predict(queue, [{ op: 'clear' }]).items).toEqual([])
  expect(ids(predict(queue, [{ op: 'move', itemIds: ['a'], afterItemId: 'gone' }]).items)).toEqual(['a', 'b', 'c', 'd'])
})

test('after a conflict only what still makes sense is sent again', () => {
  const queue = queueOf(['b', 'c'])
  expect(
    rebase(
      [
        { op: 'remove', itemIds: ['a', 'b'] },
        { op: 'move', itemIds: ['a'], afterItemId: 'c' },
        { op: 'insertAfter', itemId: 'a', trackIds: ['t'] },
        { op: 'mode', repeat: 'all' },
      ],
      queue,
    ),
  ).toEqual([
    { op: 'remove', itemIds: ['b'] },
    { op: 'insertAfter', itemId: 'c', trackIds: ['t'] },
    { op: 'mode', repeat: 'all' },
  ])
})
