import { sampleRate } from './waves.ts'

const lengths = [1433, 1601, 1867, 2053, 2251, 2399, 2617, 2797]

/**
 * Adds the room's answer to a stereo send to `left` and `right`: eight delays that feed each other through a Hadamard
 * matrix, the highs lost sooner. @see Jot and Chaigne, "Digital delay networks for designing artificial reverberators"
 * @param o.seconds to −60 dB. @param o.damp from 0 (bright) to 1
 */
export function addReverb(
  [sendLeft, sendRight]: readonly [Float32Array, Float32Array],
  [left, right]: readonly [Float32Array, Float32Array],
  o: { seconds: number; damp: number; preDelay?: number },
) {
  const lines = lengths.map((length) => new Float32Array(length))
  const gains = Float64Array.from(lengths, (length) => 10 ** ((-3 * length) / (o.seconds * sampleRate)))
  const keep = 0.15 + 0.6 * o.damp
  const low = new Float64Array(8)
  const at = new Int32Array(8)
  const tap = new Float64Array(8)
  const before = Math.round((o.preDelay ?? 0.018) * sampleRate)
  for (let n = 0; n < left.length; n++) {
    const inLeft = n >= before ? sendLeft[n - before]! : 0
    const inRight = n >= before ? sendRight[n - before]! : 0
    for (let line = 0; line < 8; line++) {
      low[line]! += (lines[line]![at[line]!]! - low[line]!) * (1 - keep)
      tap[line] = low[line]! * gains[line]!
    }
    left[n]! += 0.4 * (tap[0]! - tap[2]! + tap[4]! - tap[6]!)
    right[n]! += 0.4 * (tap[1]! - tap[3]! + tap[5]! - tap[7]!)
    mixHadamard(tap)
    for (let line = 0; line < 8; line++) {
      lines[line]![at[line]!] = tap[line]! + (line % 2 === 0 ? inLeft : inRight) * 0.5
      if (++at[line]! === lengths[line]!) at[line] = 0
    }
  }
}

/** Every line hears all others, and no energy is made. */
function mixHadamard(tap: Float64Array) {
  for (let span = 1; span < 8; span *= 2) {
    for (let from = 0; from < 8; from += span * 2) {
      for (let n = from; n < from + span; n++) {
        const one = tap[n]!
        const other = tap[n + span]!
        tap[n] = (one + other) * Math.SQRT1_2
        tap[n + span] = (one - other) * Math.SQRT1_2
      }
    }
  }
}

/** Adds echoes that go from side to side. @param o.feedback how much of each echo the next one has */
export function addEcho(
  [sendLeft, sendRight]: readonly [Float32Array, Float32Array],
  [left, right]: readonly [Float32Array, Float32Array],
  o: { seconds: number; feedback: number },
) {
  const length = Math.round(o.seconds * sampleRate)
  const one = new Float32Array(length)
  const other = new Float32Array(length)
  let at = 0
  let lowOne = 0
  let lowOther = 0
  for (let n = 0; n < left.length; n++) {
    lowOne += (one[at]! - lowOne) * 0.45
    lowOther += (other[at]! - lowOther) * 0.45
    left[n]! += lowOne
    right[n]! += lowOther
    one[at] = (sendLeft[n]! + sendRight[n]!) * 0.5 + lowOther * o.feedback
    other[at] = lowOne * o.feedback
    if (++at === length) at = 0
  }
}
