import type { QueueItem, Track } from '../api/shapes.ts'
import type { AudioEngine } from './audio-engine.ts'
import type { DeviceSettings, Playback } from './device-settings.ts'
import type { Network } from './network.ts'
import type { PlayReports } from './play-reports.ts'
import type { QueueClient } from './queue-client.ts'
import type { OrderHints } from './queue.ts'
import type { StreamUrls } from './stream-urls.ts'

export interface PlayerState {
  /** What sounds, or would when a person presses play. */
  item: QueueItem | undefined
  status: 'idle' | 'loading' | 'playing' | 'paused'
  durationSeconds: number | null
  volume: number
  muted: boolean
  playback: Playback
  /** Why there is no sound though there should be; it goes on by itself when it can. */
  trouble: 'offline' | 'unreachable' | null
  hints: OrderHints
}

export interface PlayerDeps {
  engine: AudioEngine
  queue: QueueClient
  streamUrls: StreamUrls
  reports: PlayReports
  device: DeviceSettings
  savePosition(itemId: string, positionSeconds: number, leaving: boolean): Promise<unknown>
  network: Network
  /** A track cannot be played and is passed over. */
  skipped(track: Track, reason: SkipReason): void
  now?: () => number
}

/** It is not there (for this listener), or this browser has no decoder for it. */
export type SkipReason = 'gone' | 'undecodable'

/** Where playing stands, apart from what is shown of it. */
export interface Course {
  /** Raised by whatever makes an answer that is still under way useless. */
  turn: number
  /** The engine has the address of what is shown. */
  loaded: boolean
  /** There is to be sound, whether or not there is. */
  wanted: boolean
}
