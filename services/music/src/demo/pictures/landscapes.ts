import type { Random } from '../score/random.ts'
import { cover, createNoise, gradient, mix, nearRows, step, tabulate, type Colour, type Painter } from './canvas.ts'

/** Ridges that fade into the distance under a sun or moon. Palette: sky from top to bottom, sun, near ridge. */
export function hills(palette: readonly Colour[], random: Random): Painter {
  const noise = createNoise(random)
  const [top, low, sun, near] = palette as [Colour, Colour, Colour, Colour]
  const [sunX, sunY, radius] = [random.between(0.3, 0.7), random.between(0.26, 0.4), random.between(0.09, 0.15)]
  const ridges = Array.from({ length: 6 }, (_, n) =>
    tabulate((x) => 0.46 + n * 0.095 - (0.2 - n * 0.012) * (noise(x * (1.6 + n * 0.5) + n * 9.3, n * 9.3, 4) - 0.35)),
  )
  return (x, y) => {
    const far = Math.hypot(x - sunX, y - sunY)
    let colour = gradient([top, low], y * 1.35)
    colour = mix(colour, sun, 0.4 * Math.exp(-far * 5))
    colour = mix(colour, sun, cover(far - radius))
    ridges.forEach((edgeAt, n) => {
      const edge = edgeAt(x)
      if (y < edge - 0.002) return
      const depth = (n + 1) / ridges.length
      const mist = mix(mix(low, near, depth ** 1.3), low, 0.45 * step(edge, edge + 0.2, y) * (1 - depth))
      colour = mix(colour, mist, cover(edge - y))
    })
    return colour
  }
}

/** A moon over water, whose light lies in broken lines. Palette: sky top, horizon, moon, water. */
export function moonlitSea(palette: readonly Colour[], random: Random): Painter {
  const noise = createNoise(random)
  const [top, low, moon, water] = palette as [Colour, Colour, Colour, Colour]
  const horizon = random.between(0.56, 0.66)
  const [moonX, moonY, radius] = [
    random.between(0.35, 0.65),
    horizon - random.between(0.2, 0.32),
    random.between(0.1, 0.16),
  ]
  return (x, y) => {
    if (y < horizon) {
      const far = Math.hypot(x - moonX, y - moonY)
      const sky = mix(gradient([top, low], y / horizon), moon, 0.35 * Math.exp(-far * 6))
      const cloud = step(0.55, 0.8, noise(x * 2.2, y * 9, 4)) * 0.35
      return mix(mix(sky, moon, cover(far - radius)), low, cloud)
    }
    const depth = (y - horizon) / (1 - horizon)
    const sea = gradient([mix(low, water, 0.55), water], depth)
    const wave = noise(x * (6 - 3 * depth), 40 * depth ** 0.6 + 3, 2)
    const path = Math.exp(-(((x - moonX) / (0.07 + 0.22 * depth)) ** 2))
    return mix(sea, moon, path * step(0.5, 0.62, wave) * 0.85 + 0.06 * step(0.6, 0.8, wave))
  }
}

/** Lit windows of a town at night. Palette: sky top, horizon, light, houses. */
export function townAtNight(palette: readonly Colour[], random: Random): Painter {
  const [top, low, light, house] = palette as [Colour, Colour, Colour, Colour]
  const rows = [0, 1, 2].map((row) => {
    const blocks: { from: number; to: number; roof: number; lit: boolean[] }[] = []
    for (let from = -0.02; from < 1;) {
      const to = from + random.between(0.07, 0.15)
      const roof = 0.42 + row * 0.15 + random.between(-0.1, 0.08)
      blocks.push({ from, to, roof, lit: Array.from({ length: 200 }, () => random.chance(0.2 + row * 0.1)) })
      from = to + (random.chance(0.2) ? 0.02 : 0)
    }
    return blocks
  })
  const [moonX, moonY] = [random.between(0.2, 0.8), random.between(0.14, 0.24)]
  return (x, y) => {
    const far = Math.hypot(x - moonX, y - moonY)
    let colour = mix(gradient([top, low], y * 1.4), light, cover(far - 0.055) * 0.9 + 0.16 * Math.exp(-far * 7))
    rows.forEach((blocks, row) => {
      const block = blocks.find(({ from, to }) => x >= from && x < to)
      if (!block || y < block.roof) return
      colour = mix(mix(low, house, 0.35 + row * 0.3), house, step(block.roof, 1, y) * 0.4)
      const column = Math.floor((x - block.from) / 0.021)
      const floor = Math.floor((y - block.roof) / 0.034)
      const inX = (x - block.from) / 0.021 - column
      const inY = (y - block.roof) / 0.034 - floor
      const glass = inX > 0.28 && inX < 0.76 && inY > 0.3 && inY < 0.75 && x < block.to - 0.012 && floor > 0
      if (glass) colour = mix(colour, light, block.lit[(column * 31 + floor * 7) % 200] ? 0.85 : 0.07)
    })
    return colour
  }
}

/** A striped sun over a road of lines. Palette: sky top, horizon, sun top, sun bottom. */
export function stripedSun(palette: readonly Colour[], random: Random): Painter {
  const [top, low, sunTop, sunLow] = palette as [Colour, Colour, Colour, Colour]
  const horizon = 0.64
  const radius = random.between(0.24, 0.3)
  const starsNear = nearRows(
    Array.from({ length: 60 }, () => ({
      x: random.next(),
      y: random.next() * 0.4,
      size: random.between(0.0008, 0.0022),
    })),
  )
  return (x, y) => {
    if (y > horizon) {
      const depth = (y - horizon) / (1 - horizon)
      const ground = mix(top, low, 0.35 * (1 - depth))
      const across = Math.abs((((x - 0.5) / (0.12 + depth * 1.1)) * 4 + 100) % 1) - 0.5
      const along = Math.abs(((1 / (depth + 0.06)) * 0.9 + 100) % 1) - 0.5
      const lines = Math.max(1 - step(0.01, 0.035, Math.abs(across)), 1 - step(0.02, 0.08, Math.abs(along)))
      return mix(ground, sunLow, lines * 0.75 * (0.35 + 0.65 * (1 - depth)))
    }
    let colour = gradient([top, low], y / horizon)
    for (const star of starsNear(y))
      colour = mix(colour, [1, 1, 1], 0.8 * cover(Math.hypot(x - star.x, y - star.y) - star.size))
    const far = Math.hypot(x - 0.5, y - (horizon - radius * 0.72))
    const part = (y - (horizon - radius * 1.72)) / (radius * 1.72)
    const gap = part > 0.5 && Math.abs((part * 11) % 1) < (part - 0.45) * 0.75
    colour = mix(colour, sunLow, 0.35 * Math.exp(-Math.max(0, far - radius) * 9))
    return gap ? colour : mix(colour, gradient([sunTop, sunLow], part), cover(far - radius))
  }
}
