/** Shapes of a drawn cover, in a field of 100 × 100. */
export interface Drawing {
  ground: string
  shapes: ({ path: string; fill: string } | { circle: [cx: number, cy: number, r: number]; fill: string })[]
}

/** The picture of something that has none: always the same for the same id. */
export function drawingOf(id: string): Drawing {
  const random = randomFrom(id)
  const hue = Math.floor(random() * 360)
  const draw = motifs[Math.floor(random() * motifs.length)]!
  const step = 10 + random() * 12
  const fill = (n: number) => `oklch(${(0.5 + n * 0.062).toFixed(3)} 0.115 ${((hue + n * step) % 360).toFixed(0)})`
  return { ground: `oklch(0.41 0.1 ${hue})`, shapes: draw(random, fill) }
}

type Motif = (random: () => number, fill: (n: number) => string) => Drawing['shapes']
const steps = [0, 1, 2, 3, 4, 5]

const rings: Motif = (random, fill) => {
  const [x, y] = [30 + random() * 40, 30 + random() * 40]
  return steps.map((n) => ({
    circle: [x + (50 - x) * n * 0.08, y + (50 - y) * n * 0.08, 62 - n * 10.5],
    fill: fill(n),
  }))
}

const hills: Motif = (random, fill) => {
  const phase = random() * 20
  return steps.map((n) => {
    const y = 24 + n * 13
    const lift = 10 + random() * 12
    return { path: `M0 ${y} Q${20 + phase} ${y - lift} 50 ${y + 2} T100 ${y - 5} V100 H0Z`, fill: fill(n) }
  })
}

const columns: Motif = (random, fill) =>
  steps.map((n) => ({ path: `M${4 + n * 16} 100 V${15 + random() * 60} h12 V100Z`, fill: fill(n) }))

const peaks: Motif = (random, fill) =>
  steps.map((n) => {
    const left = n * 17 - 4
    return { path: `M${left} 100 L${left + 12} ${22 + random() * 42} L${left + 24} 100Z`, fill: fill(n) }
  })

const petals: Motif = (random, fill) => {
  const turn = random() * 60
  return steps.map((n) => {
    const angle = ((turn + n * 60) * Math.PI) / 180
    const [x, y] = [50 + Math.cos(angle) * 34, 50 + Math.sin(angle) * 34]
    const [dx, dy] = [Math.cos(angle + Math.PI / 2) * 26, Math.sin(angle + Math.PI / 2) * 26]
    const at = (a: number, b: number) => `${a.toFixed(1)} ${b.toFixed(1)}`
    return { path: `M50 50 Q${at(x + dx, y + dy)} ${at(x, y)} Q${at(x - dx, y - dy)} 50 50Z`, fill: fill(n) }
  })
}

const motifs = [rings, hills, columns, peaks, petals]

/** mulberry32 over an FNV-1a hash of the text. */
function randomFrom(text: string) {
  let state = 2_166_136_261
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 16_777_619)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
