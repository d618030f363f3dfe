/** A chord: its bass and its tones as pitch classes (0 is C), the root first. */
export interface Chord {
  bass: number
  root: number
  tones: number[]
}

/** Semitones above the tonic. The pentatonic ones are Korea's pyeongjo and gyemyeonjo, Japan's yonanuki and miyako-bushi. */
export const scales = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  harmonicMinor: [0, 2, 3, 5, 7, 8, 11],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  majorPentatonic: [0, 2, 4, 7, 9],
  minorPentatonic: [0, 3, 5, 7, 10],
  pyeongjo: [0, 2, 5, 7, 9],
  gyemyeonjo: [0, 3, 5, 7, 10],
  yonanukiMinor: [0, 2, 3, 7, 8],
  miyakoBushi: [0, 1, 5, 7, 8],
} as const
export type ScaleName = keyof typeof scales

const letters: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }
const qualities: Record<string, number[]> = {
  '': [0, 4, 7],
  m: [0, 3, 7],
  5: [0, 7],
  6: [0, 4, 7, 9],
  m6: [0, 3, 7, 9],
  7: [0, 4, 7, 10],
  maj7: [0, 4, 7, 11],
  m7: [0, 3, 7, 10],
  9: [0, 4, 7, 10, 14],
  maj9: [0, 4, 7, 11, 14],
  m9: [0, 3, 7, 10, 14],
  m11: [0, 3, 7, 10, 14, 17],
  13: [0, 4, 10, 14, 21],
  add9: [0, 4, 7, 14],
  madd9: [0, 3, 7, 14],
  69: [0, 4, 7, 9, 14],
  sus2: [0, 2, 7],
  sus4: [0, 5, 7],
  '7sus4': [0, 5, 7, 10],
  '7b9': [0, 4, 7, 10, 13],
  dim: [0, 3, 6],
  dim7: [0, 3, 6, 9],
  m7b5: [0, 3, 6, 10],
  aug: [0, 4, 8],
}

/** Reads `Cmaj7 Am7/G`, moved up by `key` semitones: a chord a word, `-` for the one before again. */
export function readChords(text: string, key = 0): Chord[] {
  const chords: Chord[] = []
  for (const word of text.split(/\s+/)) {
    const before = chords.at(-1)
    chords.push(word === '-' && before ? before : readChord(word, key))
  }
  return chords
}

function readChord(word: string, key: number): Chord {
  const match = /^([A-G][#b]?)([^/]*)(?:\/([A-G][#b]?))?$/.exec(word)
  const intervals = match && qualities[match[2]!]
  if (!intervals) throw new Error(`${word} is no chord.`)
  const root = (pitchClass(match[1]!) + key + 12) % 12
  const bass = match[3] ? (pitchClass(match[3]) + key + 12) % 12 : root
  return { root, bass, tones: intervals.map((interval) => (root + interval) % 12) }
}

function pitchClass(name: string) {
  return letters[name[0]!]! + (name[1] === '#' ? 1 : name[1] === 'b' ? -1 : 0)
}

/** The pitch of this class that lies nearest to `near`. */
export function nearestPitch(pitchClassWanted: number, near: number) {
  const away = (((pitchClassWanted - near) % 12) + 12) % 12
  return near + (away > 6 ? away - 12 : away)
}

/**
 * Voices chords so that each part moves as little as it can, around a centre (a MIDI pitch).
 * @param count how many voices; of larger chords the fifth goes first, then the root
 */
export function leadVoices(chords: readonly Chord[], centre: number, count: number): number[][] {
  let before: number[] | undefined
  return chords.map((chord) => {
    const tones = thin(chord, count)
    const near = before ?? [centre]
    const voiced = tones.map((tone) => {
      const choices = [-12, 0, 12].map((octave) => nearestPitch(tone, centre) + octave)
      return choices.reduce((best, choice) => (reach(choice) < reach(best) ? choice : best))
    })
    function reach(pitch: number) {
      return Math.min(...near.map((other) => Math.abs(other - pitch))) + Math.abs(pitch - centre) * 0.35
    }
    before = [...new Set(voiced)].toSorted((a, b) => a - b)
    return before
  })
}

function thin({ tones, root }: Chord, count: number) {
  if (tones.length <= count) return tones
  const fifth = (root + 7) % 12
  const without = tones.filter((tone) => tone !== fifth)
  return (without.length > count ? without.filter((tone) => tone !== root) : without).slice(0, count)
}

/** The scale's pitches from `low` to `high`, on a tonic (a pitch class). */
export function scalePitches(scale: ScaleName, tonic: number, low: number, high: number) {
  const classes = new Set(scales[scale].map((interval) => (interval + tonic) % 12))
  return Array.from({ length: high - low + 1 }, (_, n) => low + n).filter((pitch) => classes.has(pitch % 12))
}
