import type { Reason } from '@bell/ui/upload'
import type { Track } from '../api/shapes.ts'

type Failure = NonNullable<Track['failure']>['code']
type Refusal =
  | 'not_audio'
  | 'unreadable'
  | 'file_changed'
  | 'file_empty'
  | 'upload_too_large'
  | 'quota_exceeded'
  | 'too_many_uploads'
  | 'storage_full'
  | 'track_exists'
  | 'track_deleted'
  | 'upload_not_found'
  | 'upload_expired'
  | 'not_an_artist'
  | 'artist_not_found'
  | 'session_ended'
  | 'network'

/** Reasons that we have words for: every one that the server gives a file, and those that are found here. */
export const knownReasons: Record<Failure | Refusal, true> = {
  not_audio: true,
  unreadable: true,
  file_changed: true,
  file_empty: true,
  upload_too_large: true,
  quota_exceeded: true,
  too_many_uploads: true,
  storage_full: true,
  track_exists: true,
  track_deleted: true,
  upload_not_found: true,
  upload_expired: true,
  not_an_artist: true,
  artist_not_found: true,
  session_ended: true,
  network: true,
  unsupported_format: true,
  file_damaged: true,
  file_truncated: true,
  file_missing: true,
  too_long: true,
  ingest_failed: true,
}

export function isKnownReason(code: string): code is keyof typeof knownReasons {
  return Object.hasOwn(knownReasons, code)
}

/** Trying these again does not help: the file itself is why. */
const final = new Set(['not_audio', 'unreadable', 'file_empty', 'upload_too_large', 'track_exists', 'track_deleted'])

export function isFinal({ code }: Reason): boolean {
  return final.has(code)
}
