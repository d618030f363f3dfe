import type { Track } from '../api/shapes.ts'

export type AudioEvent =
  | { type: 'time'; seconds: number }
  | { type: 'duration'; seconds: number }
  | { type: 'playing' }
  | { type: 'paused' }
  /** Wants to sound but has no data yet. */
  | { type: 'waiting' }
  | { type: 'ended' }
  /** The address answered no sound: expired, gone, or nothing that this browser decodes. */
  | { type: 'failed'; cause: 'network' | 'refused' | 'undecodable' }

/**
 * Where the sound comes from. The player knows only this, so that another engine (gapless, Web Audio) can replace
 * the audio element. Times are seconds; volume is 0..1.
 */
export interface AudioEngine {
  /** Makes `url` the current sound, silent until `play`, beginning at `at`. */
  load(track: Track, url: string, at?: number): void
  /** Fetches the beginning of what comes next, or forgets it. */
  preloadNext(next: { track: Track; url: string } | undefined): void
  /** @returns false where the browser wants a person's gesture first */
  play(): Promise<boolean>
  pause(): void
  seek(seconds: number): void
  position(): number
  setVolume(volume: number, muted: boolean): void
  /** Lets go of the current sound. */
  stop(): void
  events(listener: (event: AudioEvent) => void): () => void
}
