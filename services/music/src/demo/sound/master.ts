import { measureLoudness } from './loudness.ts'
import { highPass, sampleRate } from './waves.ts'

/** What all pieces are brought to, so that none is louder than its neighbour. */
export const targetLufs = -16
/** −1.5 dBFS: what an encoder adds between samples stays under full scale. */
const ceiling = 0.84
const block = 64

/** Finishes a mix in place: no direct current, one loudness, no peak over the ceiling, no click at its ends. */
export function finishMix(channels: readonly [Float32Array, Float32Array], fadeSeconds: number) {
  for (const channel of channels) highPass(channel, 22)
  fade(channels, fadeSeconds)
  scale(channels, 10 ** ((targetLufs - measureLoudness(channels)) / 20))
  limit(channels)
  // What the limiter took is given back once; it then has little left to do.
  const lost = targetLufs - measureLoudness(channels)
  if (lost > 0.2) {
    scale(channels, 10 ** (lost / 20))
    limit(channels)
  }
}

function scale(channels: readonly Float32Array[], factor: number) {
  for (const channel of channels) for (let n = 0; n < channel.length; n++) channel[n]! *= factor
}

function fade(channels: readonly Float32Array[], seconds: number) {
  const length = Math.round(seconds * sampleRate)
  const start = Math.round(0.004 * sampleRate)
  for (const channel of channels) {
    for (let n = 0; n < start; n++) channel[n]! *= n / start
    const from = channel.length - length
    for (let n = 0; n < length; n++) channel[from + n]! *= Math.cos((n / length) * (Math.PI / 2)) ** 2
  }
}

/** Sees peaks one block ahead, so that its gain is down before they come; both sides move together. */
function limit([left, right]: readonly [Float32Array, Float32Array]) {
  const blocks = Math.ceil(left.length / block) + 1
  const wanted = new Float32Array(blocks).fill(1)
  for (let n = 0; n < left.length; n++) {
    const peak = Math.max(Math.abs(left[n]!), Math.abs(right[n]!))
    if (peak > ceiling) wanted[(n / block) | 0] = Math.min(wanted[(n / block) | 0]!, ceiling / peak)
  }
  const gain = new Float32Array(blocks + 1).fill(1)
  let now = 1
  for (let n = 0; n < blocks; n++) {
    const least = Math.min(wanted[n]!, wanted[n + 1] ?? 1, wanted[n - 1] ?? 1)
    // Down at once, up again within about 150 ms.
    now = Math.min(least, now + (1 - now) * 0.012)
    gain[n] = now
  }
  gain[blocks] = now
  for (let n = 0; n < left.length; n++) {
    const at = (n / block) | 0
    const part = (n % block) / block
    const factor = gain[at]! + (gain[at + 1]! - gain[at]!) * part
    left[n] = Math.max(-ceiling, Math.min(ceiling, left[n]! * factor))
    right[n] = Math.max(-ceiling, Math.min(ceiling, right[n]! * factor))
  }
}
