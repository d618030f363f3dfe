import { addNoise, addOscillator, addPartials, highPass, lowPass, sampleRate, shape, silence } from './waves.ts'
import type { Voice } from './voice.ts'

function kickDrum({ from, to, fall, decay, click }: Record<'from' | 'to' | 'fall' | 'decay' | 'click', number>): Voice {
  return (_touch, random) => {
    const out = silence(decay * 1.6)
    let phase = 0
    for (let n = 0; n < out.length; n++) {
      const time = n / sampleRate
      phase += (2 * Math.PI * (to + (from - to) * Math.exp(-time / fall))) / sampleRate
      out[n] = Math.sin(phase) * Math.exp(-time / (decay * 0.4))
    }
    const hit = silence(0.02)
    addNoise(hit, click, random, 0.012)
    lowPass(hit, { from: 5000 })
    for (let n = 0; n < hit.length; n++) out[n]! += hit[n]!
    shape(out, { attack: 0.0008, hold: decay * 1.4, release: decay * 0.2 })
    return out
  }
}

export const softKick = kickDrum({ from: 130, to: 48, fall: 0.03, decay: 0.32, click: 0.08 })
export const houseKick = kickDrum({ from: 220, to: 47, fall: 0.028, decay: 0.36, click: 0.3 })
export const popKick = kickDrum({ from: 170, to: 56, fall: 0.022, decay: 0.26, click: 0.35 })
export const lowTom = kickDrum({ from: 130, to: 82, fall: 0.06, decay: 0.5, click: 0.1 })
export const highTom = kickDrum({ from: 210, to: 132, fall: 0.06, decay: 0.42, click: 0.1 })
export const timpani = kickDrum({ from: 110, to: 73, fall: 0.05, decay: 1.1, click: 0.06 })

function snareDrum({ tone, noise, decay, cut }: Record<'tone' | 'noise' | 'decay' | 'cut', number>): Voice {
  return (_touch, random) => {
    const out = silence(decay + 0.1)
    addNoise(out, noise, random, decay)
    highPass(out, cut)
    addPartials(out, 1, [
      { ratio: 186, level: tone, decay: 0.16 },
      { ratio: 331, level: tone * 0.5, decay: 0.1 },
    ])
    shape(out, { attack: 0.0008, hold: decay, release: 0.1 })
    return out
  }
}

export const snare = snareDrum({ tone: 0.7, noise: 0.7, decay: 0.28, cut: 900 })
export const softSnare = snareDrum({ tone: 0.6, noise: 0.4, decay: 0.2, cut: 500 })
export const brush = snareDrum({ tone: 0.08, noise: 0.5, decay: 0.3, cut: 2200 })
export const wideSnare = snareDrum({ tone: 0.8, noise: 0.8, decay: 0.55, cut: 700 })

export const rim: Voice = () => {
  const out = silence(0.09)
  addPartials(out, 1, [
    { ratio: 1720, level: 0.7, decay: 0.035 },
    { ratio: 820, level: 0.6, decay: 0.05 },
  ])
  shape(out, { attack: 0.0005, hold: 0.07, release: 0.02 })
  return out
}

/** Several hands that are not quite together. */
export const clap: Voice = (_touch, random) => {
  const out = silence(0.28)
  for (const late of [0, 0.011, 0.021, 0.03]) {
    const hand = out.subarray(Math.round(late * sampleRate))
    addNoise(hand, 0.5, random, late === 0.03 ? 0.22 : 0.014)
  }
  highPass(out, 900)
  lowPass(out, { from: 5200, resonance: 0.3 })
  shape(out, { attack: 0.001, hold: 0.2, release: 0.08 })
  return out
}

function cymbal({ decay, noise, cut }: Record<'decay' | 'noise' | 'cut', number>): Voice {
  return (_touch, random) => {
    const out = silence(decay * 1.2 + 0.02)
    // Squares at ratios that fit nowhere, as the classic machines had.
    for (const frequency of [317, 465, 559, 783, 821, 1189]) {
      addOscillator(out, { shape: 'square', frequency: frequency * 1.7, level: 0.13, phase: random.next() })
    }
    addNoise(out, noise, random)
    highPass(out, cut)
    highPass(out, cut)
    const damp = 10 ** (-3 / (decay * 1.2 * sampleRate))
    let level = 1
    for (let n = 0; n < out.length; n++) {
      out[n]! *= level
      level *= damp
    }
    shape(out, { attack: 0.0008, hold: decay, release: decay * 0.2 + 0.02 })
    return out
  }
}

export const closedHat = cymbal({ decay: 0.075, noise: 0.5, cut: 7000 })
export const openHat = cymbal({ decay: 0.38, noise: 0.5, cut: 6500 })
export const ride = cymbal({ decay: 1.1, noise: 0.18, cut: 4500 })
export const crash = cymbal({ decay: 2.6, noise: 0.8, cut: 3500 })

export const shaker: Voice = (_touch, random) => {
  const out = silence(0.11)
  addNoise(out, 0.6, random)
  highPass(out, 5000)
  shape(out, { attack: 0.035, hold: 0.04, release: 0.07 })
  return out
}

export const tambourine: Voice = (_touch, random) => {
  const out = silence(0.24)
  addNoise(out, 0.3, random, 0.2)
  highPass(out, 6000)
  addPartials(out, 1, [
    { ratio: 6100, level: 0.12, decay: 0.2 },
    { ratio: 7400, level: 0.1, decay: 0.16 },
  ])
  shape(out, { attack: 0.001, hold: 0.2, release: 0.04 })
  return out
}

/** The noise of a game console: held, so that it sounds coarse. */
export const chipNoise: Voice = ({ frequency }, random) => {
  const out = silence(0.12)
  let value = 0
  const held = Math.max(1, Math.round(frequency))
  for (let n = 0; n < out.length; n++) {
    if (n % held === 0) value = random.chance(0.5) ? 0.6 : -0.6
    out[n] = value * Math.exp(-n / (0.035 * sampleRate))
  }
  shape(out, { attack: 0.0005, hold: 0.1, release: 0.02 })
  return out
}
