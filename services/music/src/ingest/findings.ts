import type { Picture, Tags } from '@bell/tags'
import type { Failure, Format } from '../tracks/tracks.schema.ts'

/** What a file turned out to be. */
export type Findings =
  | { kind: 'audio'; contentType: string; durationMs: number; format: Format; tags: Tags; picture: Picture | null }
  | { kind: 'refused'; failure: Failure }
