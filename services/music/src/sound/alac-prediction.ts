import type { Bits } from './bits.ts'

const longestPrefix = 9
const meanShift = 9

/**
 * What the predictor missed: Golomb codes whose width follows the mean of what came before; runs of zeros have a code
 * of their own.
 */
export function decodeResiduals(
  bits: Bits,
  { pb, mb, kb }: { pb: number; mb: number; kb: number },
  length: number,
  sampleBits: number,
): Int32Array {
  const residuals = new Int32Array(length)
  let mean = mb
  let afterRun = 0
  for (let n = 0; n < length;) {
    const width = Math.min(31 - Math.clz32((mean >>> meanShift) + 3), kb)
    const code = readCode(bits, width, sampleBits)
    const value = code + afterRun
    residuals[n++] = value & 1 ? -Math.ceil(value / 2) : value / 2
    mean = code > 0xffff ? 0xffff : pb * value + mean - ((pb * mean) >> meanShift)
    afterRun = 0
    if (mean << 2 < 1 << meanShift && n < length) {
      const run = readRun(bits, Math.clz32(mean) - 24 + ((mean + 16) >> 6), kb)
      if (n + run > length) throw new RangeError('Too many zeros')
      n += run
      afterRun = run < 65_535 ? 1 : 0
      mean = 0
    }
  }
  return residuals
}

function readCode(bits: Bits, width: number, sampleBits: number) {
  const next = bits.peek()
  const prefix = Math.clz32(~next)
  if (prefix >= longestPrefix) {
    bits.skip(longestPrefix)
    return bits.read(sampleBits)
  }
  bits.skip(prefix + 1)
  if (width === 1) return prefix
  const rest = (next << (prefix + 1)) >>> (32 - width)
  bits.skip(rest > 1 ? width : width - 1)
  return prefix * ((1 << width) - 1) + (rest > 1 ? rest - 1 : 0)
}

function readRun(bits: Bits, width: number, kb: number) {
  const next = bits.peek()
  const prefix = Math.clz32(~next)
  if (prefix >= longestPrefix) {
    bits.skip(longestPrefix)
    return bits.read(16)
  }
  bits.skip(prefix + 1)
  const rest = width === 0 ? 0 : (next << (prefix + 1)) >>> (32 - width)
  const scale = ((1 << width) - 1) & ((1 << kb) - 1)
  bits.skip(rest > 1 ? width : Math.max(0, width - 1))
  return prefix * scale + (rest > 1 ? rest - 1 : 0)
}

/**
 * Makes samples of residuals, in place. The coefficients learn from each sample by the sign of what they missed.
 * @param coefficients of the predictor (they change), or 'difference' for the one that takes the sample before
 */
export function undoPrediction(
  samples: Int32Array,
  coefficients: Int16Array | 'difference',
  sampleBits: number,
  quantisation: number,
) {
  const spare = 32 - sampleBits
  const order = coefficients === 'difference' ? 1 : coefficients.length
  if (order === 0) return
  // A predictor of order 31 stands for the difference as well.
  const simple = coefficients === 'difference' || order === 31
  const first = simple ? samples.length : Math.min(order + 1, samples.length)
  for (let n = 1; n < first; n++) samples[n] = ((samples[n]! + samples[n - 1]!) << spare) >> spare
  if (simple) return
  const half = quantisation > 0 ? 1 << (quantisation - 1) : 0
  for (let n = first; n < samples.length; n++) {
    const base = samples[n - order - 1]!
    const missed = samples[n]!
    let sum = half
    for (let k = 0; k < order; k++) sum += Math.imul(coefficients[k]!, samples[n - 1 - k]! - base)
    samples[n] = ((missed + base + ((sum | 0) >> quantisation)) << spare) >> spare
    learn(samples, n, coefficients, missed, base, quantisation)
  }
}

function learn(
  samples: Int32Array,
  n: number,
  coefficients: Int16Array,
  missed: number,
  base: number,
  quantisation: number,
) {
  const direction = Math.sign(missed)
  const order = coefficients.length
  let left = missed
  for (let k = order - 1; k >= 0 && left * direction > 0; k--) {
    const distance = base - samples[n - 1 - k]!
    const sign = Math.sign(distance) * direction
    coefficients[k]! -= sign
    left -= (order - k) * ((sign * distance) >> quantisation)
  }
}
