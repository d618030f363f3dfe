export type AudioEvent =
  | { type: 'time'; seconds: number }
  | { type: 'duration'; seconds: number }
  /** How far from the position on the sound is here already, in seconds of the track. */
  | { type: 'buffered'; seconds: number }
  | { type: 'playing' }
  | { type: 'paused' }
  /** Wants to sound but has no data yet. */
  | { type: 'waiting' }
  /** The sound that was preloaded has taken over; everything told from now on is of it. */
  | { type: 'advanced' }
  | { type: 'ended' }
  /** The address answered no sound: expired, gone, or nothing that this browser decodes. */
  | { type: 'failed'; cause: 'network' | 'refused' | 'undecodable' }

export interface Sound {
  url: string
  /** What the volume is multiplied by, so that tracks are equally loud. */
  gain: number
}

/**
 * Where the sound comes from. The player knows only this, so that another engine (Web Audio) can replace the audio
 * elements. Times are seconds; volume is 0..1.
 */
export interface AudioEngine {
  /** Makes `sound` the current one, silent until `play`, beginning at `at`. */
  load(sound: Sound, at?: number): void
  /** Fetches the beginning of what takes over when the current sound ends, or forgets it. */
  preloadNext(next: Sound | undefined): void
  /** @returns false where the browser wants a person's gesture first */
  play(): Promise<boolean>
  pause(): void
  seek(seconds: number): void
  position(): number
  setVolume(volume: number, muted: boolean): void
  setGain(gain: number): void
  /** For how long the next sound comes up while the current one goes down; 0 joins them without a gap. */
  setCrossfade(seconds: number): void
  /** Lets go of the current sound, and of the next. */
  stop(): void
  events(listener: (event: AudioEvent) => void): () => void
}
