import type { EventDefinition } from '@bell/platform/events'
import * as events from './events.ts'

export { musicTables, type MusicTables } from './tables.ts'
export type { MusicDeps } from './deps.ts'
export type { Demo } from './demo/demo.ts'
export type { DemoState } from './demo/demo.schema.ts'
export { createImages, PictureRefused, type Images } from './ingest/images.ts'
export { musicMigrations } from './migrations.ts'
export { createMusic, type Music } from './music.ts'
export { findableTracks } from './search/documents.ts'
export type { Reindex } from './search/reindex/reindex.ts'
export { streamUrlLifeMs } from './streaming/stream-url.ts'

/** Every event that MusicBell tells. */
export const musicEvents: EventDefinition[] = Object.values(events)
