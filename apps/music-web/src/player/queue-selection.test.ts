import { expect, test } from 'vitest'
import { actedOn, extendTo, itemBeforePlace, nothingChosen, toggleItem } from './queue-selection.ts'

const order = ['a', 'b', 'c', 'd', 'e']

test('one by one or a stretch is chosen, and acted on together in its order', () => {
  const one = toggleItem(toggleItem(nothingChosen, 'd'), 'b')
  expect(actedOn(one, 'd', order)).toEqual(['b', 'd'])
  expect(actedOn(one, 'c', order)).toEqual(['c'])
  expect([...toggleItem(one, 'd').chosen]).toEqual(['b'])
  expect([...extendTo(one, 'e', order).chosen]).toEqual(['b', 'c', 'd', 'e'])
  expect([...extendTo(extendTo(one, 'e', order), 'a', order).chosen]).toEqual(['a', 'b'])
})

test('a place in the list is behind the last item that stays', () => {
  expect(itemBeforePlace(order, ['d'], 1)).toEqual({ after: 'a' })
  expect(itemBeforePlace(order, ['d'], 0)).toEqual({ after: undefined })
  expect(itemBeforePlace(order, ['a', 'c'], 3)).toEqual({ after: 'b' })
  expect(itemBeforePlace(order, ['b', 'c'], 5)).toEqual({ after: 'e' })
  expect(itemBeforePlace(order, ['b', 'c'], 1)).toBeUndefined()
  expect(itemBeforePlace(order, ['b', 'c'], 3)).toBeUndefined()
})
