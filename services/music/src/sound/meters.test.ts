import { expect, test } from 'vitest'
import { createLoudness } from './loudness.ts'
import { createTruePeak } from './true-peak.ts'
import { createWaveform } from './waveform.ts'

/** A stereo sine of so many seconds at each of these peak levels, one after the other. */
function tones(parts: [seconds: number, dBFS: number][], { rate = 48_000, hertz = 1000 } = {}) {
  const levels = parts.flatMap(([seconds, level]) => Array<number>(Math.round(seconds * rate)).fill(10 ** (level / 20)))
  const samples = Float32Array.from(levels, (level, n) => level * Math.sin((2 * Math.PI * hertz * n) / rate))
  return [samples, samples]
}

// EBU Tech 3341, table 1: the cases of integrated loudness, each within 0.1 LU.
const loudness: { parts: [number, number][]; lufs: number; rate?: number }[] = [
  { parts: [[20, -23]], lufs: -23 },
  { parts: [[20, -33]], lufs: -33 },
  {
    parts: [
      [10, -36],
      [60, -23],
      [10, -36],
    ],
    lufs: -23,
  },
  {
    parts: [
      [10, -72],
      [10, -36],
      [60, -23],
      [10, -36],
      [10, -72],
    ],
    lufs: -23,
  },
  {
    parts: [
      [20, -26],
      [20.1, -20],
      [20, -26],
    ],
    lufs: -23,
  },
  { parts: [[20, -23]], lufs: -23, rate: 44_100 },
  { parts: [[20, -23]], lufs: -23, rate: 96_000 },
]

test.each(loudness)('tones of $parts (s, dBFS) are as loud as EBU Tech 3341 says', ({ parts, lufs, rate }) => {
  const meter = createLoudness(rate ?? 48_000, [1, 1])
  const [left, right] = tones(parts, { rate })
  // In pieces that do not fit the blocks of the measurement.
  for (let at = 0; at < left!.length; at += 1777) {
    meter.add([left!.subarray(at, at + 1777), right!.subarray(at, at + 1777)])
  }
  expect(meter.integrated()).toBeGreaterThan(lufs - 0.1)
  expect(meter.integrated()).toBeLessThan(lufs + 0.1)
})

test('silence, and what is shorter than a block, has no loudness', () => {
  const silent = createLoudness(48_000, [1])
  silent.add([new Float32Array(96_000)])
  expect(silent.integrated()).toBeNull()
  const short = createLoudness(48_000, [1, 1])
  short.add(tones([[0.3, -10]]))
  expect(short.integrated()).toBeNull()
})

// EBU Tech 3341, cases 15 to 19: +0.2 / −0.4 dB is allowed.
test.each([
  { name: 'a quarter of the rate', hertz: 12_000, phase: 0, dBFS: -6 },
  { name: 'a quarter of the rate, no sample at the peak', hertz: 12_000, phase: Math.PI / 4, dBFS: -6 },
  { name: 'a sixth of the rate', hertz: 8000, phase: Math.PI / 3, dBFS: -6 },
  { name: 'an eighth of the rate', hertz: 6000, phase: (3 * Math.PI) / 8, dBFS: -6 },
])('the true peak of a sine at $name is found between its samples', ({ hertz, phase, dBFS }) => {
  const meter = createTruePeak(48_000, 1)
  // It begins softly: a sine that begins at once has a greater peak there.
  const samples = Float32Array.from(
    { length: 9600 },
    (_, n) => 0.5 * Math.min(1, n / 2400, (9600 - n) / 2400) * Math.sin((2 * Math.PI * hertz * n) / 48_000 + phase),
  )
  for (let at = 0; at < samples.length; at += 1000) meter.add([samples.subarray(at, at + 1000)])
  const peak = meter.finish()!
  expect(peak).toBeGreaterThan(dBFS - 0.4)
  expect(peak).toBeLessThan(dBFS + 0.2)
})

test.each([1, 63, 64, 5000, 64_000, 524_288, 3_000_000])(
  'a waveform of %i samples has its peaks in their places',
  (length) => {
    const waveform = createWaveform()
    const samples = new Float32Array(length)
    for (let n = 0; n < length; n++) samples[n] = -n / length
    for (let at = 0; at < length; at += 7777) waveform.add([samples.subarray(at, at + 7777)])
    const peaks = waveform.finish()
    expect(peaks.length).toBeLessThanOrEqual(1000)
    expect(peaks.length).toBe(Math.min(1000, peaks.length))
    peaks.forEach((peak, n) => {
      const expected = (255 * (n + 1)) / peaks.length
      if (length > 64) expect(Math.abs(peak - expected)).toBeLessThan(2 + 255 / peaks.length)
    })
  },
)
