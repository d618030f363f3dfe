import sharp from 'sharp'
import { createRandom, type Random } from '../score/random.ts'

/** Red, green and blue from 0 to 1. */
export type Colour = readonly [number, number, number]

/** Colours a point of the picture: x to the right and y down, both from 0 to 1. */
export type Painter = (x: number, y: number) => Colour

/** A picture as JPEG, with a little grain so that no gradient shows its steps. */
export async function developPicture(painter: Painter, seed: string, size: number) {
  const random = createRandom(`${seed} grain`)
  const pixels = new Uint8Array(size * size * 3)
  let at = 0
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const colour = painter((column + 0.5) / size, (row + 0.5) / size)
      const grain = (random.next() - 0.5) * 0.035
      for (let part = 0; part < 3; part++) {
        pixels[at++] = Math.max(0, Math.min(255, Math.round((colour[part]! + grain) * 255)))
      }
    }
  }
  const picture = sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
  return new Uint8Array(await picture.jpeg({ quality: 84 }).toBuffer())
}

export function hex(text: string): Colour {
  const value = Number.parseInt(text.slice(1), 16)
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255]
}

export function mix(one: Colour, other: Colour, part: number): Colour {
  const p = part < 0 ? 0 : part > 1 ? 1 : part
  return [one[0] + (other[0] - one[0]) * p, one[1] + (other[1] - one[1]) * p, one[2] + (other[2] - one[2]) * p]
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function step(from: number, to: number, value: number) {
  const t = Math.max(0, Math.min(1, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

/** How much of a shape covers a point, whose distance to its edge is negative inside; a pixel wide. */
export function cover(distance: number, soft = 0.0012) {
  return 1 - step(-soft, soft, distance)
}

/** A gradient through several colours. */
export function gradient(colours: readonly Colour[], part: number): Colour {
  const place = Math.max(0, Math.min(0.9999, part)) * (colours.length - 1)
  const first = Math.floor(place)
  return mix(colours[first]!, colours[first + 1]!, place - first)
}

/** Smooth noise over the plane, from 0 to 1; more `octaves`, more detail. */
export function createNoise(random: Random) {
  const lattice = Float32Array.from({ length: 4096 }, () => random.next())
  const corner = (x: number, y: number) => lattice[((x & 63) << 6) | (y & 63)]!
  function smooth(x: number, y: number) {
    const x0 = Math.floor(x)
    const y0 = Math.floor(y)
    const u = step(0, 1, x - x0)
    const v = step(0, 1, y - y0)
    const top = corner(x0, y0) + (corner(x0 + 1, y0) - corner(x0, y0)) * u
    const low = corner(x0, y0 + 1) + (corner(x0 + 1, y0 + 1) - corner(x0, y0 + 1)) * u
    return top + (low - top) * v
  }
  return (x: number, y: number, octaves = 1) => {
    let sum = 0
    let weight = 0
    for (let octave = 0; octave < octaves; octave++) {
      sum += smooth(x * 2 ** octave + octave * 17, y * 2 ** octave + octave * 31) / 2 ** octave
      weight += 1 / 2 ** octave
    }
    return sum / weight
  }
}

/** A curve over x that is dear to work out, at so many places that none is missed. */
export function tabulate(curve: (x: number) => number) {
  const places = 2000
  const table = Float32Array.from({ length: places + 1 }, (_, n) => curve(n / places))
  return (x: number) => table[Math.round(x * places)]!
}

/** Of many small things those near a row; pictures are painted row by row. */
export function nearRows<T extends { y: number }>(things: readonly T[], reach = 0.02) {
  let row = -1
  let near: T[] = []
  return (y: number) => {
    if (y !== row) {
      row = y
      near = things.filter((thing) => Math.abs(thing.y - y) < reach)
    }
    return near
  }
}
