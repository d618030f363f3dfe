import type { Random } from '../score/random.ts'
import { cover, gradient, mix, step, type Colour, type Painter } from './canvas.ts'

interface Figure {
  x: number
  /** Where the head's middle is. */
  y: number
  size: number
  hair: 'short' | 'bob' | 'long' | 'bun' | 'hat'
  coat: Colour
  dark: Colour
}

/** People without faces before a coloured wall, as on a poster. Palette: wall top, wall bottom, disc, coats… */
export function portrait(palette: readonly Colour[], people: number, random: Random): Painter {
  const [top, low, disc, ...coats] = palette as [Colour, Colour, Colour, ...Colour[]]
  const skin: Colour = mix([0.93, 0.78, 0.66], low, 0.12)
  const figures = Array.from({ length: people }, (_, n): Figure => {
    const spread = people === 1 ? 0 : (n / (people - 1) - 0.5) * (0.24 + 0.12 * people)
    const back = people > 2 && n % 2 === 0 ? -0.05 : 0
    return {
      x: 0.5 + spread + random.between(-0.015, 0.015),
      y: (people === 1 ? 0.42 : 0.47) + back + random.between(-0.015, 0.015),
      size: [0.155, 0.12, 0.098, 0.085][people - 1]!,
      hair: random.pick(['short', 'bob', 'long', 'bun', 'hat']),
      coat: coats[n % coats.length]!,
      dark: mix(mix(coats[n % coats.length]!, [0.08, 0.07, 0.1], 0.8), low, 0.1),
    }
  })
  const ordered = figures.toSorted((a, b) => a.y - b.y)
  return (x, y) => {
    let colour = gradient([top, low], y)
    const far = Math.hypot(x - 0.5, y - 0.45)
    colour = mix(colour, disc, 0.92 * cover(far - 0.34))
    for (const figure of ordered) colour = drawFigure(colour, x, y, figure, skin)
    return colour
  }
}

function drawFigure(ground: Colour, x: number, y: number, figure: Figure, skin: Colour): Colour {
  const { size, hair, coat, dark } = figure
  const u = (x - figure.x) / size
  const v = (y - figure.y) / size
  if (Math.abs(u) > 2.6 || v < -2) return ground
  const soft = 0.0014 / size
  let colour = ground
  if (hair === 'long')
    colour = mix(
      colour,
      dark,
      cover(Math.max(Math.abs(u) - 0.92 - 0.08 * v, Math.abs(v - 0.55) - 1.45), soft) *
        cover(oval(u, v - 0.5, 1.02, 1.75), soft),
    )
  if (hair === 'bob') colour = mix(colour, dark, cover(oval(u, v + 0.02, 1.02, 1.2), soft))
  if (hair === 'bun') colour = mix(colour, dark, cover(Math.hypot(u, v + 1.28) - 0.36, soft))
  // Neck, then shoulders that fall off to the picture's edge.
  colour = mix(colour, mix(skin, dark, 0.18), cover(Math.max(Math.abs(u) - 0.34, Math.abs(v - 1.05) - 0.5), soft))
  const shoulder = 1.28 + 0.55 * (Math.abs(u) / 1.9) ** 2.4 + 0.1 * Math.min(1, Math.abs(u) * 3)
  const body = cover(Math.max(shoulder - v, Math.abs(u) - 1.95 - 0.06 * v), soft)
  colour = mix(colour, mix(coat, dark, 0.35 * step(-0.2, 2, u) + 0.12 * step(1.5, 4, v)), body)
  colour = mix(colour, skin, cover(Math.max(oval(u, v - 1.26, 0.4, 0.3), -(v - 1)), soft) * body)
  colour = mix(colour, mix(skin, dark, 0.14 * step(0.05, 0.6, u)), cover(oval(u, v, 0.72, 0.95), soft))
  // Hair on top: a cap whose lower edge goes aslant over the forehead.
  const brow = -0.32 + 0.22 * u + 0.12 * Math.sin(u * 5)
  const cap = cover(Math.max(oval(u, v + 0.08, 0.84, 1.02), v - brow), soft)
  colour = mix(colour, dark, cap)
  if (hair === 'bob' || hair === 'long')
    colour = mix(colour, dark, cover(Math.max(oval(u, v + 0.05, 1.0, 1.18), 0.6 - Math.abs(u)), soft))
  if (hair === 'hat') {
    colour = mix(colour, coat, cover(Math.max(oval(u, v + 0.42, 0.86, 0.86), v + 0.42), soft))
    colour = mix(colour, mix(coat, dark, 0.3), cover(oval(u, v + 0.44, 1.28, 0.13), soft))
  }
  return colour
}

/** Roughly the distance to an ellipse, in heads. */
function oval(u: number, v: number, width: number, height: number) {
  return (Math.hypot(u / width, v / height) - 1) * Math.min(width, height)
}
