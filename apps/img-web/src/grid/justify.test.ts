import { expect, test } from 'vitest'
import { indexBeside, justify, lefts, placeAt } from './justify.ts'

const gap = 4
const shapes = Array.from({ length: 500 }, (_, at) => [1.5, 0.67, 1, 1.78, 1.33][(at * 7) % 5]!)

test('every line but the last fills the width exactly, in the order of the list', () => {
  const rows = justify(shapes, 1000, 200, gap)
  expect(rows.flatMap((row) => row.widths.map((_, at) => row.from + at))).toEqual(shapes.map((_, at) => at))
  for (const row of rows.slice(0, -1)) {
    expect(row.widths.reduce((sum, width) => sum + width, 0) + gap * (row.widths.length - 1)).toBeCloseTo(1000)
    expect(row.height).toBeGreaterThan(120)
    expect(row.height).toBeLessThan(300)
  }
})

test('lines stand below each other, a gap apart', () => {
  const rows = justify(shapes, 700, 180, gap)
  rows.slice(1).forEach((row, at) => expect(row.top).toBeCloseTo(rows[at]!.top + rows[at]!.height + gap))
})

test('the last line is not stretched, and what is too wide for a phone still fits', () => {
  const [only] = justify([1, 1], 1000, 200, gap)
  expect(only).toMatchObject({ height: 200, widths: [200, 200] })
  const [panorama] = justify([8], 360, 150, gap)
  expect(panorama).toMatchObject({ height: 120, widths: [360] })
})

test('a grid of no width has no lines yet', () => {
  expect(justify(shapes, 0, 200, gap)).toEqual([])
})

test('something let go lands before the picture whose left half is under it, or behind the last of its line', () => {
  const rows = justify(Array(6).fill(1), 308, 100, gap)
  expect(rows.map((row) => row.widths.length)).toEqual([3, 3])
  expect([10, 60, 160, 300].map((x) => placeAt(rows, x, 50, gap))).toEqual([0, 1, 2, 3])
  expect([10, 300].map((x) => placeAt(rows, x, 5000, gap))).toEqual([3, 6])
  expect(placeAt([], 10, 10, gap)).toBe(0)
})

test('up and down go to the picture that stands nearest', () => {
  const rows = justify([2, 1, 1, 1, 1, 2], 412, 100, gap)
  expect(rows.map((row) => row.widths.length)).toEqual([3, 3])
  expect(indexBeside(rows, 0, 1, gap)).toBe(3)
  expect(indexBeside(rows, 2, 1, gap)).toBe(5)
  expect(indexBeside(rows, 4, -1, gap)).toBe(0)
  expect(indexBeside(rows, 5, 1, gap), 'there is nothing below').toBe(5)
  expect(lefts(rows[0]!, gap)).toEqual([0, 206, 311])
})
