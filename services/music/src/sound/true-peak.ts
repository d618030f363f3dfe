const taps = 12
/** Between this many samples the louder ones are looked for first. */
const stretch = 32

/**
 * The true peak of a sound (ITU-R BS.1770-5, annex 2): the greatest amplitude also between its samples, by fourfold
 * oversampling (twofold from 96 kHz, none from 192 kHz).
 */
export function createTruePeak(sampleRate: number, channels: number) {
  const phases = makePhases(sampleRate < 96_000 ? 4 : sampleRate < 192_000 ? 2 : 1)
  // No value between samples can exceed the greatest of its neighbours by more than this factor.
  const reach = Math.max(1, ...phases.map((phase) => phase.reduce((sum, tap) => sum + Math.abs(tap), 0)))
  const befores = Array.from({ length: channels }, () => new Float32Array(taps))
  let peak = 0

  function addChannel(channel: number, samples: Float32Array) {
    const joined = new Float32Array(taps + samples.length)
    joined.set(befores[channel]!)
    joined.set(samples, taps)
    for (let at = taps; at < joined.length; at += stretch) {
      const end = Math.min(joined.length, at + stretch)
      let greatest = 0
      for (let n = at - taps; n < end; n++) {
        const amplitude = Math.abs(joined[n]!)
        if (amplitude > greatest) greatest = amplitude
      }
      if (greatest > peak) peak = greatest
      // Most of a sound is too quiet to matter, and oversampling it would cost most of the time.
      if (greatest * reach > peak) oversample(joined, at, end)
    }
    befores[channel] = joined.slice(joined.length - taps)
  }

  function oversample(samples: Float32Array, start: number, end: number) {
    for (let n = start; n < end; n++) {
      for (const phase of phases) {
        let sum = 0
        for (let tap = 0; tap < taps; tap++) sum += phase[tap]! * samples[n - tap]!
        const amplitude = Math.abs(sum)
        if (amplitude > peak) peak = amplitude
      }
    }
  }

  return {
    add(block: Float32Array[]) {
      for (let channel = 0; channel < channels; channel++) addChannel(channel, block[channel]!)
    },
    /** dBFS, or null for silence. */
    finish: () => (peak === 0 ? null : 20 * Math.log10(peak)),
  }
}

/** A windowed sinc for each place between two samples. */
function makePhases(factor: number) {
  return Array.from({ length: factor - 1 }, (_, phase) => {
    const shift = (phase + 1) / factor
    return Float64Array.from({ length: taps }, (_value, tap) => {
      const x = tap - taps / 2 + shift
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
      return sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / (taps / 2 + 0.5)))
    })
  })
}
