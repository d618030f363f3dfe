import { addNoise, addOscillator, addPartials, lowPass, sampleRate, shape, silence } from './waves.ts'
import type { Voice } from './voice.ts'

/** Strings of a piano: stiff, so their partials are a little sharp, and the high ones die first. */
function piano({ bright, felt }: { bright: number; felt: number }): Voice {
  return ({ frequency, seconds, velocity }, random) => {
    const ring = Math.min(9, 5.5 * (220 / frequency) ** 0.45)
    const out = silence(Math.min(seconds + 0.35, ring))
    const stiffness = 0.00025 * (frequency / 220)
    const count = Math.min(14, Math.floor(7000 / frequency) + 1)
    for (let n = 1; n <= count; n++) {
      const ratio = n * Math.sqrt(1 + stiffness * n * n)
      const level =
        (Math.exp(-(n - 1) * (0.62 - 0.3 * bright * velocity)) * Math.abs(Math.sin((n * Math.PI) / 8.3))) / n ** 0.35
      const decay = ring / (1 + 0.35 * (n - 1))
      // Two strings a little apart beat slowly; one of them dies sooner.
      addPartials(out, frequency, [
        { ratio: ratio * 0.9997, level: level * 0.6, decay },
        { ratio: ratio * 1.0004, level: level * 0.45, decay: decay * 0.45 },
      ])
    }
    const hammer = silence(0.05)
    addNoise(hammer, felt * velocity, random, 0.04)
    lowPass(hammer, { from: 1200 })
    for (let n = 0; n < Math.min(hammer.length, out.length); n++) out[n]! += hammer[n]!
    shape(out, { attack: 0.003, hold: Math.min(seconds, out.length / sampleRate - 0.3), release: 0.3 })
    return out
  }
}

export const grandPiano = piano({ bright: 1, felt: 0.05 })
export const feltPiano = piano({ bright: 0.15, felt: 0.16 })

/** An electric piano by frequency modulation: a tine that rings over a soft bar, with the tremolo of its case. */
export const electricPiano: Voice = ({ frequency, seconds, velocity }) => {
  const out = silence(Math.min(seconds, 5) + 0.3)
  const step = (2 * Math.PI * frequency) / sampleRate
  let carrier = 0
  let index = 0.5 + 1.1 * velocity
  let tine = 0.16 * velocity
  let body = 1
  const indexDamp = Math.exp(-1 / (0.55 * sampleRate))
  const tineDamp = Math.exp(-1 / (0.09 * sampleRate))
  const bodyDamp = Math.exp(-1 / (1.5 * sampleRate))
  const tremolo = (2 * Math.PI * 4.6) / sampleRate
  const hasTine = frequency * 14 < 14_000
  for (let n = 0; n < out.length; n++) {
    const bar = Math.sin(carrier + index * Math.sin(carrier))
    out[n] = body * (1 + 0.12 * Math.sin(n * tremolo)) * (bar + (hasTine ? tine * Math.sin(carrier * 14) : 0))
    carrier += step
    index *= indexDamp
    tine *= tineDamp
    body *= bodyDamp
  }
  shape(out, { attack: 0.002, hold: out.length / sampleRate - 0.28, release: 0.28 })
  return out
}

/** Drawbars 8′, 5⅓′, 4′ and 2′ with a slow rotor. */
export const organ: Voice = ({ frequency, seconds }, random) => {
  const out = silence(seconds + 0.08)
  for (const [ratio, level] of [
    [0.5, 0.35],
    [1, 0.6],
    [1.5, 0.22],
    [2, 0.3],
    [4, 0.1],
  ] as const) {
    addOscillator(out, {
      shape: 'triangle',
      frequency: frequency * ratio,
      level,
      phase: random.next(),
      vibrato: 0.06,
      vibratoRate: 6.2,
      vibratoAfter: 0,
    })
  }
  shape(out, { attack: 0.006, hold: seconds, release: 0.07 })
  return out
}

/** Two reeds that beat against each other. */
export const accordion: Voice = ({ frequency, seconds, velocity }, random) => {
  const out = silence(seconds + 0.1)
  for (const [detune, level] of [
    [-0.07, 0.4],
    [0.09, 0.4],
    [12, 0.12],
  ] as const) {
    addOscillator(out, { shape: 'pulse25', frequency: frequency * 2 ** (detune / 12), level, phase: random.next() })
  }
  lowPass(out, { from: 1500 + 1800 * velocity, resonance: 0.15 })
  shape(out, { attack: 0.035, hold: seconds, release: 0.09 })
  return out
}
