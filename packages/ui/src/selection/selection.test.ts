import { expect, test } from 'vitest'
import { choose, chosenOf, nothing, type Selection } from './index.ts'

const list = ['a', 'b', 'c', 'd', 'e']
const alone = { toggle: false, range: false }
const beside = { toggle: true, range: false }
const upTo = { toggle: false, range: true }
const after = (...steps: [number, { toggle: boolean; range: boolean }][]) =>
  steps.reduce<Selection>((selection, [index, manner]) => choose(selection, list, index, manner), nothing)
const chosen = (selection: Selection) => chosenOf(selection, list).join('')

test('a choice replaces, Ctrl adds and takes away', () => {
  expect(chosen(after([1, alone], [3, alone]))).toBe('d')
  expect(chosen(after([3, alone], [1, beside]))).toBe('bd')
  expect(chosen(after([3, alone], [1, beside], [3, beside]))).toBe('b')
})

test('Shift reaches from where one began, either way, and again from there', () => {
  expect(chosen(after([1, alone], [3, upTo]))).toBe('bcd')
  expect(chosen(after([3, alone], [1, upTo]))).toBe('bcd')
  expect(chosen(after([2, alone], [4, upTo], [0, upTo]))).toBe('abc')
  expect(chosen(after([2, upTo]))).toBe('c')
  expect(chosen(after([0, alone], [2, beside], [3, { toggle: true, range: true }]))).toBe('acd')
})

test('what left the list is not chosen any more, and no range goes from it', () => {
  const selection = after([1, alone], [3, beside])
  expect(chosenOf(selection, ['a', 'b', 'e'])).toEqual(['b'])
  expect(chosenOf(choose(selection, ['a', 'b', 'e'], 2, upTo), ['a', 'b', 'e'])).toEqual(['e'])
})
