import type { Random } from '../score/random.ts'
import { addOscillator, addPartials, highPass, lowPass, sampleRate, shape, silence } from './waves.ts'
import type { Voice } from './voice.ts'

/** A plucked string after Karplus and Strong, tuned by an all-pass (Jaffe and Smith 1983). */
function pluck({ ring, bright, damp, body }: { ring: number; bright: number; damp: number; body: number }): Voice {
  return ({ frequency, seconds, velocity }, random) => {
    const out = silence(Math.min(seconds, ring) + 0.25)
    const period = sampleRate / frequency
    const length = Math.floor(period - 0.5)
    const fraction = period - 0.5 - length
    const tuning = (1 - fraction) / (1 + fraction)
    const string = new Float32Array(length)
    excite(string, bright * (0.55 + 0.45 * velocity), random)
    const loss = 10 ** (-3 / (ring * frequency))
    let before = 0
    let passed = 0
    let passedIn = 0
    let at = 0
    for (let n = 0; n < out.length; n++) {
      const now = string[at]!
      out[n] = now
      const soft = loss * ((1 - damp) * now + damp * before)
      before = now
      passed = tuning * soft + passedIn - tuning * passed
      passedIn = soft
      string[at] = passed
      if (++at === length) at = 0
    }
    if (body > 0) {
      // The box of a guitar: two of its resonances, struck by the pluck.
      addPartials(out, 1, [
        { ratio: 104, level: body * 0.12, decay: 0.22 },
        { ratio: 212, level: body * 0.08, decay: 0.16 },
      ])
    }
    highPass(out, 50)
    shape(out, { attack: 0.001, hold: out.length / sampleRate - 0.22, release: 0.22 })
    return out
  }
}

/** Noise as bright as the touch, taken at a fifth of the string: the finger's place makes a comb. */
function excite(string: Float32Array, bright: number, random: Random) {
  const comb = Math.max(1, Math.round(string.length / 5))
  const raw = Float32Array.from(string, () => random.next() * 2 - 1)
  const keep = 1 - Math.min(0.95, bright)
  let low = 0
  let sum = 0
  for (let n = 0; n < string.length; n++) {
    low = raw[n]! * (1 - keep) + low * keep
    string[n] = low
    sum += low
  }
  const mean = sum / string.length
  for (let n = 0; n < string.length; n++) string[n]! -= mean
  for (let n = string.length - 1; n >= comb; n--) string[n]! -= 0.7 * string[n - comb]!
}

export const nylonGuitar = pluck({ ring: 3.2, bright: 0.45, damp: 0.5, body: 1 })
export const steelGuitar = pluck({ ring: 5, bright: 0.85, damp: 0.42, body: 0.6 })
export const mutedGuitar = pluck({ ring: 0.45, bright: 0.8, damp: 0.5, body: 0.4 })
export const gayageum = pluck({ ring: 3.6, bright: 0.7, damp: 0.5, body: 0.8 })
export const harp = pluck({ ring: 4, bright: 0.4, damp: 0.46, body: 0.3 })
export const pizzicato = pluck({ ring: 0.8, bright: 0.35, damp: 0.5, body: 0.9 })
export const pluckedBass = pluck({ ring: 2.6, bright: 0.35, damp: 0.5, body: 0 })
export const doubleBass = pluck({ ring: 1.6, bright: 0.22, damp: 0.5, body: 0.8 })

/** Many players on one note: detuned saws, softened, who neither begin nor stop at once. */
export const stringSection: Voice = ({ frequency, seconds, velocity }, random) => {
  const out = silence(seconds + 0.7)
  for (const detune of [-0.11, -0.05, 0.02, 0.07, 0.12]) {
    addOscillator(out, {
      shape: 'saw',
      frequency: frequency * 2 ** (detune / 12),
      level: 0.2,
      phase: random.next(),
      vibrato: 0.1,
      vibratoRate: random.between(4.8, 5.8),
      vibratoAfter: 0.1,
    })
  }
  lowPass(out, { from: 700 + 2600 * velocity + frequency, resonance: 0.05 })
  shape(out, { attack: Math.min(0.28, seconds * 0.4), hold: seconds, release: 0.65 })
  return out
}

/** One bowed string that sings: a scoop into the note, vibrato that comes late. */
export const soloViolin: Voice = ({ frequency, seconds, velocity }, random) => {
  const out = silence(seconds + 0.25)
  const base = { frequency, vibrato: 0.28, vibratoAfter: 0.18, scoop: 0.6 }
  addOscillator(out, { ...base, shape: 'saw', level: 0.5, phase: random.next() })
  addOscillator(out, { ...base, shape: 'triangle', level: 0.35, phase: random.next() })
  lowPass(out, { from: 1400 + 2400 * velocity + frequency, resonance: 0.25 })
  shape(out, { attack: 0.06, hold: seconds, release: 0.22 })
  return out
}
