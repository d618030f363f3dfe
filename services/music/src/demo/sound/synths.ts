import { addNoise, addOscillator, highPass, lowPass, sampleRate, shape, silence } from './waves.ts'
import type { Voice } from './voice.ts'

function saws(o: { detunes: readonly number[]; attack: number; release: number; from: number; to: number }): Voice {
  return ({ frequency, seconds, velocity }, random) => {
    const out = silence(seconds + o.release)
    for (const detune of o.detunes) {
      const shapeOf = { shape: 'saw', frequency: frequency * 2 ** (detune / 12), level: 0.4 } as const
      addOscillator(out, { ...shapeOf, phase: random.next() })
    }
    lowPass(out, { from: o.from * (0.5 + velocity), to: o.to, seconds: Math.max(0.3, seconds * 0.6), resonance: 0.15 })
    shape(out, { attack: Math.min(o.attack, seconds * 0.6), hold: seconds, release: o.release })
    return out
  }
}

export const warmPad = saws({ detunes: [-0.12, 0, 0.13], attack: 0.9, release: 1.6, from: 600, to: 1300 })
export const brightPad = saws({ detunes: [-0.16, -0.05, 0.06, 0.15], attack: 0.35, release: 1, from: 2600, to: 1500 })
export const polySynth = saws({ detunes: [-0.09, 0.1], attack: 0.008, release: 0.22, from: 5200, to: 900 })
export const brassSynth = saws({ detunes: [-0.06, 0.07], attack: 0.045, release: 0.16, from: 1500, to: 3200 })

/** A choir without words: reeds through the formants of an open vowel. */
export const choir: Voice = ({ frequency, seconds }, random) => {
  const reed = silence(seconds + 1.2)
  for (const detune of [-0.12, 0.02, 0.14]) {
    addOscillator(reed, {
      shape: 'saw',
      frequency: frequency * 2 ** (detune / 12),
      level: 0.35,
      phase: random.next(),
      vibrato: 0.16,
      vibratoRate: random.between(4.4, 5.4),
    })
  }
  const out = new Float32Array(reed.length)
  for (const [formant, level] of [
    [640, 1],
    [1120, 0.5],
    [2500, 0.18],
  ] as const) {
    const band = reed.slice()
    lowPass(band, { from: formant, resonance: 0.86 })
    highPass(band, formant * 0.6)
    for (let n = 0; n < out.length; n++) out[n]! += level * band[n]!
  }
  shape(out, { attack: Math.min(0.7, seconds * 0.5), hold: seconds, release: 1.1 })
  return out
}

export const lead: Voice = ({ frequency, seconds, velocity }, random) => {
  const out = silence(seconds + 0.18)
  const base = { frequency, vibrato: 0.2, vibratoAfter: 0.22, scoop: 0.25 }
  addOscillator(out, { ...base, shape: 'square', level: 0.4, phase: random.next() })
  addOscillator(out, { ...base, shape: 'saw', frequency: frequency * 1.004, level: 0.35, phase: random.next() })
  lowPass(out, { from: 2200 + 2600 * velocity, to: 1500 + frequency, seconds: 0.3, resonance: 0.2 })
  shape(out, { attack: 0.015, hold: seconds, release: 0.16 })
  return out
}

/** A pipe: nearly a sine, with breath in it. */
export const flute: Voice = ({ frequency, seconds, velocity }, random) => {
  const out = silence(seconds + 0.18)
  const base = { frequency, vibrato: 0.14, vibratoAfter: 0.3, scoop: 0.3 }
  addOscillator(out, { ...base, shape: 'triangle', level: 0.8, phase: 0 })
  const breath = silence(seconds + 0.18)
  addNoise(breath, 0.05 + 0.07 * velocity, random)
  lowPass(breath, { from: frequency * 2.2, resonance: 0.6 })
  for (let n = 0; n < out.length; n++) out[n]! += breath[n]!
  shape(out, { attack: 0.055, hold: seconds, release: 0.16 })
  return out
}

export const subBass: Voice = ({ frequency, seconds }) => {
  const out = silence(seconds + 0.08)
  addOscillator(out, { shape: 'triangle', frequency, level: 1, phase: 0 })
  lowPass(out, { from: 320 })
  shape(out, { attack: 0.008, hold: seconds, release: 0.07 })
  return out
}

export const synthBass: Voice = ({ frequency, seconds, velocity }) => {
  const out = silence(seconds + 0.08)
  addOscillator(out, { shape: 'saw', frequency, level: 0.6, phase: 0 })
  addOscillator(out, { shape: 'square', frequency: frequency * 0.5, level: 0.3, phase: 0 })
  lowPass(out, { from: 1500 * velocity + 300, to: 260, seconds: 0.13, resonance: 0.35 })
  shape(out, { attack: 0.004, hold: seconds, release: 0.07 })
  return out
}

function chip(shapeOf: 'square' | 'pulse25' | 'pulse12' | 'triangle', decay: number): Voice {
  return ({ frequency, seconds }) => {
    const out = silence(seconds + 0.02)
    addOscillator(out, { shape: shapeOf, frequency, level: 0.6, phase: 0, vibrato: 0.14, vibratoAfter: 0.2 })
    shape(out, { attack: 0.002, hold: seconds, release: 0.018, decay, sustain: 0.45 })
    return out
  }
}
export const chipSquare = chip('square', 0.3)
export const chipPulse = chip('pulse25', 0.3)
export const chipThin = chip('pulse12', 0.12)
export const chipTriangle = chip('triangle', 4)

/** Air: wind, sea or rain, that swells and sinks. `frequency` is the cut-off here. */
export const air: Voice = ({ frequency, seconds }, random) => {
  const out = silence(seconds)
  addNoise(out, 0.5, random)
  lowPass(out, { from: frequency, resonance: 0.2 })
  highPass(out, 90)
  const swell = (2 * Math.PI * random.between(0.07, 0.12)) / sampleRate
  for (let n = 0; n < out.length; n++) out[n]! *= 0.65 + 0.35 * Math.sin(n * swell)
  shape(out, { attack: 2, hold: seconds - 2.5, release: 2.5 })
  return out
}

/** The surface of a record: now and then a crackle. */
export const crackle: Voice = ({ seconds }, random) => {
  const out = silence(seconds)
  for (let n = 0; n < out.length; n += 1 + Math.floor(-Math.log(1 - random.next()) * 2600)) {
    const level = random.next() ** 4
    for (let k = 0; k < 40 && n + k < out.length; k++) out[n + k]! += level * (random.next() * 2 - 1) * Math.exp(-k / 8)
  }
  highPass(out, 800)
  return out
}
