import type { Random } from '../score/random.ts'
import { cover, createNoise, gradient, mix, nearRows, step, tabulate, type Colour, type Painter } from './canvas.ts'

/** Soft lights that run into each other. */
export function haze(palette: readonly Colour[], random: Random): Painter {
  const noise = createNoise(random)
  const lights = palette
    .slice(1)
    .flatMap((colour) =>
      [0, 1].map(() => ({ x: random.next(), y: random.next(), size: random.between(0.2, 0.45), colour })),
    )
  const [ringX, ringY] = [random.between(0.35, 0.65), random.between(0.35, 0.65)]
  return (x, y) => {
    const bentX = x + 0.16 * (noise(x * 2, y * 2, 2) - 0.5)
    const bentY = y + 0.16 * (noise(x * 2 + 20, y * 2, 2) - 0.5)
    let colour = palette[0]!
    for (const light of lights) {
      const far = Math.hypot(bentX - light.x, bentY - light.y) / light.size
      colour = mix(colour, light.colour, 0.75 * Math.exp(-far * far * 1.4))
    }
    const ring = Math.abs(Math.hypot(x - ringX, y - ringY) - 0.27)
    return mix(colour, [1, 1, 1], 0.22 * Math.exp(-ring * 60) + 0.35 * cover(ring - 0.0012))
  }
}

/** Stars, and the lines that people drew between some. */
export function constellation(palette: readonly Colour[], random: Random): Painter {
  const noise = createNoise(random)
  const [top, low, star] = palette as [Colour, Colour, Colour]
  const starsNear = nearRows(
    Array.from({ length: 170 }, () => ({
      x: random.next(),
      y: random.next(),
      size: 0.0007 + 0.0018 * random.next() ** 4,
    })),
  )
  const figure: { x: number; y: number }[] = [{ x: random.between(0.18, 0.28), y: random.between(0.3, 0.7) }]
  while (figure.length < 8) {
    const before = figure.at(-1)!
    figure.push({
      x: before.x + random.between(0.055, 0.12),
      y: Math.max(0.18, Math.min(0.82, before.y + random.between(-0.22, 0.22))),
    })
  }
  const lines = [...figure.slice(1).map((to, n) => [figure[n]!, to] as const), [figure[2]!, figure[5]!] as const]
  return (x, y) => {
    const cloud = noise(x * 2.4 + y, y * 2.4 - x, 5)
    let colour = mix(gradient([top, low], y), mix(low, star, 0.3), 0.55 * step(0.45, 0.85, cloud))
    for (const { x: sx, y: sy, size } of starsNear(y)) {
      const [dx, dy] = [x - sx, y - sy]
      if (dx * dx + dy * dy < 0.0004) colour = mix(colour, star, 0.85 * cover(Math.hypot(dx, dy) - size))
    }
    for (const [from, to] of lines) colour = mix(colour, star, 0.42 * cover(distanceToLine(x, y, from, to) - 0.0009))
    for (const { x: fx, y: fy } of figure) {
      const far = Math.hypot(x - fx, y - fy)
      if (far < 0.06) colour = mix(colour, star, cover(far - 0.0055) + 0.4 * Math.exp(-far * 110))
    }
    return colour
  }
}

interface Point {
  x: number
  y: number
}

function distanceToLine(x: number, y: number, from: Point, to: Point) {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const along = Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy)))
  return Math.hypot(x - from.x - along * dx, y - from.y - along * dy)
}

/** Discs and half discs that overlap as coloured glass does. Palette: paper, then inks. */
export function discs(palette: readonly Colour[], random: Random): Painter {
  const inks = palette.slice(1)
  const shapes = Array.from({ length: 6 }, (_, n) => ({
    x: 0.2 + 0.6 * random.next(),
    y: 0.2 + 0.6 * random.next(),
    radius: random.between(0.12, 0.3),
    angle: random.pick([0, 0.25, 0.5, 0.75]) * 2 * Math.PI,
    half: random.chance(0.45),
    ink: inks[n % inks.length]!,
  }))
  return (x, y) => {
    let colour = palette[0]!
    for (const { x: cx, y: cy, radius, angle, half, ink } of shapes) {
      const side = half ? (x - cx) * Math.cos(angle) + (y - cy) * Math.sin(angle) : -1
      const inside = cover(Math.max(Math.hypot(x - cx, y - cy) - radius, side))
      if (inside > 0) colour = mix(colour, [colour[0] * ink[0], colour[1] * ink[1], colour[2] * ink[2]], inside * 0.92)
    }
    return colour
  }
}

/** Quarter arcs on tiles. Palette: paper, then inks. */
export function arcs(palette: readonly Colour[], random: Random): Painter {
  const count = random.pick([3, 4])
  const tiles = Array.from({ length: count * count }, () => ({
    corner: random.below(4),
    ink: random.pick(palette.slice(1)),
    other: random.pick(palette.slice(1)),
  }))
  return (x, y) => {
    const [column, row] = [Math.min(count - 1, Math.floor(x * count)), Math.min(count - 1, Math.floor(y * count))]
    const { corner, ink, other } = tiles[row * count + column]!
    const [inX, inY] = [x * count - column, y * count - row]
    const far = Math.hypot(corner % 2 ? 1 - inX : inX, corner > 1 ? 1 - inY : inY)
    let colour = palette[0]!
    const soft = 0.0012 * count
    for (const [radius, paint] of [
      [0.98, ink],
      [0.74, palette[0]!],
      [0.6, other],
      [0.36, palette[0]!],
      [0.22, ink],
    ] as const)
      colour = mix(colour, paint, cover(far - radius, soft))
    return colour
  }
}

/** Lines one behind the other, as from a plotter. Palette: ground, far line, near line. */
export function waves(palette: readonly Colour[], random: Random): Painter {
  const noise = createNoise(random)
  const [ground, far, near] = palette as [Colour, Colour, Colour]
  const count = 30
  const lines = Array.from({ length: count }, (_, n) => {
    const base = 0.2 + 0.64 * (n / (count - 1))
    const swell = (x: number) => Math.exp(-(((x - 0.5) / 0.22) ** 2))
    return { base, at: tabulate((x) => base - swell(x) * 0.17 * noise(x * 9 + n * 3.1, n * 1.7, 3) ** 1.5) }
  })
  return (x, y) => {
    let colour = ground
    if (x < 0.1 || x > 0.9) return colour
    lines.forEach(({ base, at }, n) => {
      if (y < base - 0.2 || y > base + 0.04) return
      const line = at(x)
      if (y > line) colour = mix(colour, ground, cover(line - y))
      colour = mix(colour, gradient([far, near], n / (count - 1)), cover(Math.abs(y - line) - 0.0017))
    })
    return colour
  }
}

/** The height lines of a land that is nowhere. Palette: low, high, line. */
export function contours(palette: readonly Colour[], random: Random): Painter {
  const noise = createNoise(random)
  const [low, high, line] = palette as [Colour, Colour, Colour]
  const scale = random.between(1.6, 2.4)
  return (x, y) => {
    const height = noise(x * scale + 5, y * scale + 5, 3)
    const level = height * 22
    const near = Math.abs(level - Math.round(level))
    const thick = Math.round(level) % 5 === 0 ? 0.13 : 0.06
    return mix(gradient([low, high], height * 1.5 - 0.3), line, 0.8 * (1 - step(thick, thick + 0.07, near)))
  }
}

/** A flower seen from above. Palette: ground, outer petals, inner petals, heart. */
export function flower(palette: readonly Colour[], random: Random): Painter {
  const [ground, outer, inner, heart] = palette as [Colour, Colour, Colour, Colour]
  const petals = random.pick([6, 8, 9])
  const turn = random.next() * 6
  const rings = Array.from({ length: 6 }, (_, n) => ({ reach: 0.44 - n * 0.062, turn: turn + n * 0.41, part: n / 5 }))
  return (x, y) => {
    const [dx, dy] = [x - 0.5, y - 0.5]
    const far = Math.hypot(dx, dy)
    const angle = Math.atan2(dy, dx)
    let colour = mix(ground, mix(ground, [0, 0, 0], 0.45), step(0.2, 0.75, far))
    for (const { reach, turn: at, part } of rings) {
      if (far > reach + 0.1) continue
      const wave = Math.abs(Math.cos(((angle + at) * petals) / 2))
      const edge = reach * (0.72 + 0.28 * wave ** 0.6)
      const paint = mix(mix(outer, inner, part), [1, 1, 1], 0.16 * step(edge * 0.55, edge, far) - 0.05)
      const shade = mix(paint, ground, 0.5 * step(0.5, 0, wave) * step(0, edge, far))
      colour = mix(
        colour,
        mix(ground, [0, 0, 0], 0.5),
        0.3 * Math.exp(-Math.max(0, far - edge) * 55) * (far > edge ? 1 : 0),
      )
      colour = mix(colour, shade, cover(far - edge))
    }
    return mix(colour, heart, cover(far - 0.045) * (0.75 + 0.25 * Math.sin(far * 900)))
  }
}

/** A creature or a ship of few squares, mirrored, as on an old screen. Palette: ground, far stars, body, light. */
export function pixels(palette: readonly Colour[], random: Random): Painter {
  const [ground, far, body, light] = palette as [Colour, Colour, Colour, Colour]
  const count = 25
  const cells = Array.from({ length: count * count }, () => (random.chance(0.035) ? far : ground))
  for (let row = 6; row < 19; row++) {
    const width = 2 + Math.round(5 * Math.sin(((row - 5) / 14) * Math.PI))
    for (let column = 0; column < width; column++) {
      const paint = random.chance(0.68) ? (random.chance(0.25) ? light : body) : undefined
      for (const at of [12 - column, 12 + column]) if (paint) cells[row * count + at] = paint
    }
  }
  return (x, y) => {
    const [column, row] = [Math.floor(x * count), Math.floor(y * count)]
    const cell = cells[row * count + column]!
    const edge = Math.min(x * count - column, y * count - row)
    return mix(
      mix(cell, [1, 1, 1], cell === ground ? 0 : 0.12 * (1 - step(0.05, 0.4, edge))),
      [0, 0, 0],
      0.1 * (Math.floor(y * 250) % 2),
    )
  }
}

/** Upright bars with light from one side: keys, or a wood in fog. Palette: light, shadow, accent. */
export function bars(palette: readonly Colour[], random: Random): Painter {
  const noise = createNoise(random)
  const [light, shadow, accent] = palette as [Colour, Colour, Colour]
  const stems = Array.from({ length: 11 }, (_, n) => ({
    x: (n + 0.5) / 11 + random.between(-0.025, 0.025),
    width: random.between(0.006, 0.03),
    depth: random.next(),
  }))
    .map((stem) => ({ ...stem, bend: tabulate((y) => 0.012 * (noise(stem.x * 30, y * 3) - 0.5)) }))
    .toSorted((a, b) => a.depth - b.depth)
  const sun = random.between(0.3, 0.7)
  return (x, y) => {
    let colour = mix(
      gradient([light, mix(light, shadow, 0.35)], y),
      accent,
      0.6 * Math.exp(-(Math.hypot(x - sun, y - 0.34) ** 2) * 18),
    )
    for (const { x: stem, width, depth, bend } of stems) {
      const inside = cover(Math.abs(x - stem - bend(y)) - width * (0.4 + depth * 0.6), 0.0016)
      if (inside === 0) continue
      const fog = mix(mix(light, shadow, 0.25 + 0.65 * depth), light, 0.5 * step(0.55, 1, y))
      colour = mix(colour, fog, inside * (0.5 + 0.5 * depth))
    }
    return colour
  }
}
