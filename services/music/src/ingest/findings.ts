import type { Picture, Tags } from '@bell/tags'
import type { Damage, Failure, Format } from '../tracks/tracks.schema.ts'

/** What a file turned out to be. */
export type Findings =
  | {
      kind: 'audio'
      contentType: string
      /** What plays of it. */
      durationMs: number
      damage: Damage | null
      format: Format
      tags: Tags
      picture: Picture | null
    }
  | { kind: 'refused'; failure: Failure }
