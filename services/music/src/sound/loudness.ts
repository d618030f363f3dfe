/*
 * Integrated loudness by EBU R 128 (ITU-R BS.1770-5, annex 1): K-weighting, energies of blocks of 400 ms that begin
 * every 100 ms, an absolute gate at −70 LUFS and a relative one 10 LU below what passes it.
 */

/** Blocks are counted by their loudness, so that memory does not grow with the sound: from −70 LUFS, each this wide. */
const binWidth = 0.01
const bins = 9000
const absoluteGate = -70

/**
 * @param sampleRate Hz
 * @param weights of the channels: 1, 1.41 for surround, 0 for bass effects
 */
export function createLoudness(sampleRate: number, weights: number[]) {
  const filters = weights.map(() => createKWeighting(sampleRate))
  const hop = Math.round(sampleRate / 10)
  /** The energies of the last four hops. */
  const hops = [0, 0, 0, 0]
  let hopsDone = 0
  let inHop = 0
  let energy = 0
  const counts = new Uint32Array(bins)
  const energies = new Float64Array(bins)

  function closeHop() {
    hops[hopsDone % 4] = energy
    hopsDone++
    energy = 0
    inHop = 0
    if (hopsDone < 4) return
    const mean = (hops[0]! + hops[1]! + hops[2]! + hops[3]!) / (4 * hop)
    const bin = binOf(loudnessOf(mean))
    if (bin < 0) return
    counts[bin]!++
    energies[bin]! += mean
  }

  function add(channels: Float32Array[]) {
    const length = channels[0]!.length
    for (let at = 0; at < length;) {
      const end = Math.min(length, at + hop - inHop)
      for (let channel = 0; channel < weights.length; channel++) {
        if (weights[channel]! > 0) energy += weights[channel]! * filters[channel]!(channels[channel]!, at, end)
      }
      inHop += end - at
      at = end
      if (inHop === hop) closeHop()
    }
  }

  /** LUFS, or null where nothing is louder than −70 LUFS or lasts 400 ms. */
  function integrated() {
    const passed = meanFrom(0)
    if (passed === 0) return null
    return loudnessOf(meanFrom(Math.max(0, binOf(loudnessOf(passed) - 10))))
  }

  function meanFrom(first: number) {
    let sum = 0
    let count = 0
    for (let bin = first; bin < bins; bin++) {
      sum += energies[bin]!
      count += counts[bin]!
    }
    return count === 0 ? 0 : sum / count
  }

  return { add, integrated }
}

function loudnessOf(energy: number) {
  return -0.691 + 10 * Math.log10(energy)
}

/** −1 for what the absolute gate keeps out. */
function binOf(loudness: number) {
  if (!(loudness >= absoluteGate)) return -1
  return Math.min(bins - 1, Math.floor((loudness - absoluteGate) / binWidth))
}

/**
 * The two filters of BS.1770 for any sample rate: the standard gives their coefficients at 48 kHz, and these are the
 * analogue filters behind them.
 * @returns adds up the squares of the filtered samples from `start` to before `end`
 */
function createKWeighting(sampleRate: number) {
  const shelf = shelfFilter(sampleRate)
  const pass = highPassFilter(sampleRate)
  let [s1, s2, p1, p2] = [0, 0, 0, 0]

  return (samples: Float32Array, start: number, end: number) => {
    let sum = 0
    for (let n = start; n < end; n++) {
      const x = samples[n]!
      const y = shelf.b0 * x + s1
      s1 = shelf.b1 * x - shelf.a1 * y + s2
      s2 = shelf.b2 * x - shelf.a2 * y
      const z = pass.b0 * y + p1
      p1 = pass.b1 * y - pass.a1 * z + p2
      p2 = pass.b2 * y - pass.a2 * z
      sum += z * z
    }
    return sum
  }
}

function shelfFilter(sampleRate: number) {
  const k = Math.tan((Math.PI * 1681.974450955533) / sampleRate)
  const q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const middle = high ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  return {
    b0: (high + (middle * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (middle * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  }
}

function highPassFilter(sampleRate: number) {
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRate)
  const q = 0.5003270373238773
  const a0 = 1 + k / q + k * k
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 }
}
