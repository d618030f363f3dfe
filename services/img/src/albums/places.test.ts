import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeBetween, placesBetween } from './places.ts'

test('wherever pictures are put, their places are in that order and no two the same', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 300 }), (spots) => {
      const places: string[] = []
      for (const spot of spots) {
        const at = spot % (places.length + 1)
        places.splice(at, 0, placeBetween(places[at - 1], places[at]))
      }
      expect(places).toEqual([...new Set(places)].toSorted())
    }),
    { numRuns: 200 },
  )
})

test('at either end places stay short, and at one spot they grow slowly', () => {
  let last = placeBetween(undefined, undefined)
  let first = last
  for (let n = 0; n < 2000; n++) {
    last = placeBetween(last, undefined)
    first = placeBetween(undefined, first)
  }
  expect([first.length, last.length]).toEqual([8, 8])

  const low = placeBetween(undefined, undefined)
  let high = placeBetween(low, undefined)
  for (let n = 0; n < 500; n++) high = placeBetween(low, high)
  expect(high.length).toBeLessThan(120)
  expect(high > low).toBe(true)
})

test('many that are put to one spot stand there in their order, all of them short', () => {
  const [low, high] = placesBetween(undefined, undefined, 2) as [string, string]
  for (const [before, after] of [
    [low, high],
    [undefined, low],
    [high, undefined],
  ]) {
    const places = placesBetween(before, after, 500)
    expect(places).toHaveLength(500)
    const around = [before, ...places, after].filter((place) => place !== undefined)
    expect(around).toEqual([...new Set(around)].toSorted())
    expect(Math.max(...places.map((place) => place.length))).toBeLessThan(20)
  }
})
