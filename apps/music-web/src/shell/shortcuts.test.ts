import { expect, test } from 'vitest'
import { shortcutKeys, shortcutOf, type KeyPress } from './shortcuts.ts'

const press = (key: string, more: Partial<KeyPress> = {}) =>
  shortcutOf({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    typing: false,
    presses: false,
    moves: false,
    ...more,
  })

test('the habits people have', () => {
  expect(press(' ')).toBe('toggle')
  expect(press('ArrowLeft')).toBe('seekBack')
  expect(press('ArrowRight', { shiftKey: true })).toBe('next')
  expect(press('ArrowUp')).toBe('louder')
  expect(press('M', { shiftKey: true })).toBe('mute')
  expect(press('?', { shiftKey: true })).toBe('help')
})

test('letters typed into a field are letters, and Ctrl K leads to the search from there too', () => {
  expect(press('m', { typing: true })).toBeUndefined()
  expect(press(' ', { typing: true })).toBeUndefined()
  expect(press('k', { typing: true, ctrlKey: true })).toBe('search')
  expect(press('k', { metaKey: true })).toBe('search')
})

test('a focused button keeps its Space, a slider its arrows', () => {
  expect(press(' ', { presses: true })).toBeUndefined()
  expect(press('ArrowRight', { moves: true })).toBeUndefined()
  expect(press('m', { presses: true })).toBe('mute')
})

test('the browser’s own combinations stay the browser’s', () => {
  expect(press('r', { ctrlKey: true })).toBeUndefined()
  expect(press('ArrowLeft', { altKey: true })).toBeUndefined()
  expect(press('s', { metaKey: true })).toBeUndefined()
})

test('the list of keys names every shortcut once', () => {
  expect(new Set(shortcutKeys.map(([shortcut]) => shortcut)).size).toBe(shortcutKeys.length)
})
