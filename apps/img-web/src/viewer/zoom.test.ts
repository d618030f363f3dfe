import { expect, test } from 'vitest'
import { fit, swipe, whole, within, zoomAt } from './zoom.ts'

const stage = { width: 1000, height: 600 }
const shown = { width: 800, height: 600 }

test('all of a picture is seen, and a small one is not blown up', () => {
  expect(fit({ width: 4000, height: 3000 }, stage)).toEqual({ width: 800, height: 600 })
  expect(fit({ width: 100, height: 50 }, stage)).toEqual({ width: 100, height: 50 })
})

test('what is under the pointer stays there while it comes nearer', () => {
  const point = { x: 200, y: -100 }
  const near = zoomAt(whole, 2.5, point, shown, stage)
  const under = { x: (point.x - near.x) / near.scale, y: (point.y - near.y) / near.scale }
  expect(under).toEqual(point)
})

test('zoom has two ends, and the whole picture is in the middle again', () => {
  const near = zoomAt(whole, 100, { x: 50, y: 50 }, shown, stage)
  expect(near.scale).toBe(8)
  expect(zoomAt(near, 0.001, { x: 300, y: 0 }, shown, stage)).toEqual(whole)
})

test('a picture cannot be pushed off the stage', () => {
  expect(within({ scale: 2, x: 5000, y: -5000 }, shown, stage)).toEqual({ scale: 2, x: 300, y: -300 })
  expect(within({ scale: 1, x: 40, y: 40 }, shown, stage)).toEqual(whole)
})

test('a long or a quick drag to the side turns the page, a drag down closes, a hesitating one does nothing', () => {
  expect(swipe({ x: -300, y: 10 }, { x: 0, y: 0 }, stage)).toBe('next')
  expect(swipe({ x: 60, y: 10 }, { x: 0.8, y: 0 }, stage)).toBe('previous')
  expect(swipe({ x: 60, y: 10 }, { x: -0.8, y: 0 }, stage), 'flung back').toBeUndefined()
  expect(swipe({ x: 60, y: 10 }, { x: 0.1, y: 0 }, stage)).toBeUndefined()
  expect(swipe({ x: 5, y: 150 }, { x: 0, y: 0.1 }, stage)).toBe('close')
  expect(swipe({ x: 5, y: -150 }, { x: 0, y: -1 }, stage)).toBeUndefined()
})
