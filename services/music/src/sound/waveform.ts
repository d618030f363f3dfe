const mostBuckets = 1000
/** While it is gathered the waveform is finer, and is made coarser as the sound goes on: its length is not known. */
const finest = 64
const mostStretches = 8192

/** The greatest amplitude of up to 1,000 equal stretches of a sound, a byte each. */
export function createWaveform() {
  let size = finest
  let stretches = new Float32Array(mostStretches)
  let full = 0
  let inLast = 0

  function halve() {
    const half = new Float32Array(mostStretches)
    for (let n = 0; n < mostStretches; n += 2) half[n / 2] = Math.max(stretches[n]!, stretches[n + 1]!)
    stretches = half
    full = mostStretches / 2
    size *= 2
  }

  function add(channels: Float32Array[]) {
    const length = channels[0]!.length
    for (let at = 0; at < length;) {
      const end = Math.min(length, at + size - inLast)
      let peak = stretches[full]!
      for (const samples of channels) {
        for (let n = at; n < end; n++) {
          const amplitude = Math.abs(samples[n]!)
          if (amplitude > peak) peak = amplitude
        }
      }
      stretches[full] = peak
      inLast += end - at
      at = end
      if (inLast === size) {
        inLast = 0
        full++
        if (full === mostStretches) halve()
      }
    }
  }

  function finish() {
    const count = full + (inLast > 0 ? 1 : 0)
    const peaks = new Uint8Array(Math.min(count, mostBuckets))
    for (let n = 0; n < count; n++) {
      const bucket = Math.floor((n * peaks.length) / count)
      const byte = Math.min(255, Math.round(stretches[n]! * 255))
      if (byte > peaks[bucket]!) peaks[bucket] = byte
    }
    return peaks
  }

  return { add, finish }
}
