import { sampleRate } from './waves.ts'

interface Biquad {
  b: readonly [number, number, number]
  a: readonly [number, number]
}

// ITU-R BS.1770-4, annex 1, at 44.1 kHz: the head's shelf, then the low cut.
const shelf: Biquad = {
  b: [1.530841230050347, -2.650979995154729, 1.169079079921588],
  a: [-1.663655113256019, 0.712595428073225],
}
const lowCut: Biquad = { b: [1, -2, 1], a: [-1.989169673629796, 0.989199035787039] }

function filter(samples: Float32Array, { b, a }: Biquad) {
  const out = new Float32Array(samples.length)
  let x1 = 0
  let x2 = 0
  let y1 = 0
  let y2 = 0
  for (let n = 0; n < samples.length; n++) {
    const x = samples[n]!
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
    x2 = x1
    x1 = x
    y2 = y1
    y1 = y
    out[n] = y
  }
  return out
}

/** Integrated loudness of stereo, LUFS, gated as EBU R 128 says. */
export function measureLoudness(channels: readonly Float32Array[]) {
  const step = Math.round(sampleRate / 10)
  const weighted = channels.map((channel) => filter(filter(channel, shelf), lowCut))
  const tenths = Math.floor(channels[0]!.length / step)
  const energy = new Float64Array(tenths)
  for (const channel of weighted) {
    for (let tenth = 0; tenth < tenths; tenth++) {
      let sum = 0
      for (let n = tenth * step; n < (tenth + 1) * step; n++) sum += channel[n]! * channel[n]!
      energy[tenth]! += sum / step
    }
  }
  const blocks = Array.from({ length: Math.max(0, tenths - 3) }, (_, n) => mean([...energy.subarray(n, n + 4)]))
  const loud = blocks.filter((block) => toLufs(block) > -70)
  const gate = toLufs(mean(loud)) - 10
  return toLufs(mean(loud.filter((block) => toLufs(block) > gate)))
}

function mean(values: readonly number[]) {
  return values.reduce((sum, value) => sum + value, 0) / (values.length || 1)
}

function toLufs(energy: number) {
  return -0.691 + 10 * Math.log10(energy + 1e-12)
}
