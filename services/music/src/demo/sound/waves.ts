import type { Random } from '../score/random.ts'

export const sampleRate = 44_100

export function frequencyOf(pitch: number) {
  return 440 * 2 ** ((pitch - 69) / 12)
}

const size = 2048
type Shape = 'saw' | 'square' | 'triangle' | 'pulse25' | 'pulse12'
const tables = new Map<string, Float32Array>()

/** One period of a shape with only the harmonics that fit below 18 kHz at this frequency: nothing folds back. */
function tableFor(shape: Shape, frequency: number) {
  const octave = Math.max(0, Math.floor(Math.log2(frequency / 20)))
  const name = `${shape}${octave}`
  let table = tables.get(name)
  if (!table) {
    table = makeTable(shape, Math.max(1, Math.floor(18_000 / (20 * 2 ** (octave + 1)))))
    tables.set(name, table)
  }
  return table
}

function makeTable(shape: Shape, harmonics: number) {
  const table = new Float32Array(size + 1)
  for (let n = 1; n <= Math.min(harmonics, 400); n++) {
    const level = harmonicLevel(shape, n)
    if (level === 0) continue
    for (let at = 0; at <= size; at++) table[at]! += level * Math.sin((2 * Math.PI * n * at) / size)
  }
  return table
}

function harmonicLevel(shape: Shape, n: number) {
  switch (shape) {
    case 'saw':
      return 0.6 / n
    case 'square':
      return n % 2 ? 0.8 / n : 0
    case 'triangle':
      return n % 2 ? ((n % 4 === 1 ? 1 : -1) * 0.8) / (n * n) : 0
    case 'pulse25':
      return (0.9 * Math.sin(Math.PI * n * 0.25)) / n
    case 'pulse12':
      return (1.1 * Math.sin(Math.PI * n * 0.125)) / n
  }
}

/** Adds an oscillator to `out`; `vibrato` is its depth in semitones, which comes in after `vibratoAfter` seconds. */
export function addOscillator(
  out: Float32Array,
  o: {
    shape: Shape
    frequency: number
    level: number
    phase: number
    vibrato?: number
    vibratoRate?: number
    vibratoAfter?: number
    /** Semitones from below where the pitch begins, gone within 60 ms. */
    scoop?: number
  },
) {
  const table = tableFor(o.shape, o.frequency)
  const { level, vibrato = 0, vibratoRate = 5.4, vibratoAfter = 0.25, scoop = 0 } = o
  const step = (o.frequency * size) / sampleRate
  const bends = vibrato > 0 || scoop > 0
  let phase = o.phase * size
  let factor = 1
  for (let n = 0; n < out.length; n++) {
    // The ear does not hear a bend that changes 1 400 times a second as steps.
    if (bends && n % 32 === 0) {
      const time = n / sampleRate
      const depth = vibrato * Math.min(1, Math.max(0, (time - vibratoAfter) * 4))
      const semitones = depth * Math.sin(2 * Math.PI * vibratoRate * time) - scoop * Math.exp(-time / 0.03)
      factor = 2 ** (semitones / 12)
    }
    const whole = phase | 0
    const low = table[whole]!
    out[n]! += level * (low + (table[whole + 1]! - low) * (phase - whole))
    phase += step * factor
    if (phase >= size) phase -= size
  }
}

/**
 * Adds partials that each ring and die away: strings, bars, bells. A partial's `decay` is the seconds to −60 dB.
 * Each turns by a complex multiplication, which costs less than a sine.
 */
export function addPartials(
  out: Float32Array,
  frequency: number,
  partials: readonly { ratio: number; level: number; decay: number }[],
) {
  for (const { ratio, level, decay } of partials) {
    const angle = (2 * Math.PI * frequency * ratio) / sampleRate
    if (angle > 2.6) continue
    const damp = 10 ** (-3 / (decay * sampleRate))
    const cos = damp * Math.cos(angle)
    const sin = damp * Math.sin(angle)
    const audible = Math.min(out.length, Math.round(decay * sampleRate * 1.2))
    let re = level
    let im = 0
    for (let n = 0; n < audible; n++) {
      out[n]! += im
      const turned = re * cos - im * sin
      im = re * sin + im * cos
      re = turned
    }
  }
}

export function addNoise(out: Float32Array, level: number, random: Random, decay = Infinity) {
  const damp = Number.isFinite(decay) ? 10 ** (-3 / (decay * sampleRate)) : 1
  let now = level
  for (let n = 0; n < out.length; n++) {
    out[n]! += now * (random.next() * 2 - 1)
    now *= damp
    if (now < 1e-5) return
  }
}

/** Attack and release as straight lines, in seconds; between them it holds or falls towards `sustain`. */
export function shape(
  out: Float32Array,
  o: { attack: number; hold: number; release: number; decay?: number; sustain?: number },
) {
  const { attack, hold, release, decay = 0, sustain = 1 } = o
  let falling = 1
  const fall = decay > 0 ? Math.exp(-1 / (decay * sampleRate)) : 1
  const held = Math.round(hold * sampleRate)
  const attacked = Math.max(1, Math.round(attack * sampleRate))
  const released = Math.max(1, Math.round(release * sampleRate))
  for (let n = 0; n < out.length; n++) {
    if (n >= attacked && n < held) falling = sustain + (falling - sustain) * fall
    const rise = n < attacked ? n / attacked : 1
    const end = n < held ? 1 : Math.max(0, 1 - (n - held) / released)
    out[n]! *= rise * falling * end * end
  }
}

/**
 * A low-pass of two poles (state variable, trapezoidal), whose cut-off falls from `from` to `to` Hz within `seconds`;
 * `resonance` from 0 to 1. @see Andrew Simper, "Linear Trapezoidal Integrated State Variable Filter"
 */
export function lowPass(
  out: Float32Array,
  {
    from,
    to = from,
    seconds = 1,
    resonance = 0.1,
  }: { from: number; to?: number; seconds?: number; resonance?: number },
) {
  const k = 2 - 1.85 * resonance
  let one = 0
  let two = 0
  let g = 0
  let a1 = 0
  for (let n = 0; n < out.length; n++) {
    if (n % 64 === 0) {
      const cut = to + (from - to) * Math.exp(-n / (seconds * sampleRate))
      g = Math.tan((Math.PI * Math.min(cut, 18_000)) / sampleRate)
      a1 = 1 / (1 + g * (g + k))
    }
    const v3 = out[n]! - two
    const v1 = a1 * one + g * a1 * v3
    const v2 = two + g * v1
    one = 2 * v1 - one
    two = 2 * v2 - two
    out[n] = v2
  }
}

export function highPass(out: Float32Array, cut: number) {
  const keep = Math.exp((-2 * Math.PI * cut) / sampleRate)
  let low = 0
  for (let n = 0; n < out.length; n++) {
    low = out[n]! + (low - out[n]!) * keep
    out[n]! -= low
  }
}

export function silence(seconds: number) {
  return new Float32Array(Math.ceil(seconds * sampleRate))
}
