import { availableParallelism } from 'node:os'
import { storageSchedules } from '@bell/platform/blobs'
import type { Consumer } from '@bell/platform/events'
import type { App } from '@bell/platform/http'
import type { Schedule } from '@bell/platform/leases'
import { sweepUploads, uploadRoutes } from '@bell/platform/uploads'
import { albumRoutes } from './albums/albums.routes.ts'
import { artistCardsConsumer } from './artists/artists.consumers.ts'
import { artistNamesConsumer } from './artists/bind-name.ts'
import { artistRoutes } from './artists/artists.routes.ts'
import type { MusicTables } from './tables.ts'
import type { DemoCatalogue } from './demo/catalogue/catalogue.ts'
import { createDemo, type Demo } from './demo/demo.ts'
import { demoRoutes } from './demo/demo.routes.ts'
import type { MusicDeps } from './deps.ts'
import { deletingRoutes } from './deleting/deleting.routes.ts'
import { sweepDeleted } from './deleting/sweep-deleted.ts'
import { createAudioReader } from './ingest/audio-reader.ts'
import { coversConsumer } from './ingest/covers.consumer.ts'
import { ingestConsumer } from './ingest/ingest.consumer.ts'
import { retryRoutes } from './ingest/retry.routes.ts'
import { holdingsRoute } from './people/holdings.ts'
import { hideLate } from './people/leavers.ts'
import { peopleConsumer } from './people/people.consumer.ts'
import { picturesConsumer } from './pictures/pictures.consumer.ts'
import { pictureRoutes } from './pictures/pictures.routes.ts'
import { playRoutes } from './plays/plays.routes.ts'
import { queueRoutes } from './queue/queue.routes.ts'
import { createReindex, type Reindex } from './search/reindex/reindex.ts'
import { searchConsumers } from './search/search.consumers.ts'
import { searchRoutes } from './search/search.routes.ts'
import { createSearchState, searchStateRoute } from './search/search-state.ts'
import { soundConsumer } from './sound/sound.consumer.ts'
import { soundRoutes } from './sound/sound.routes.ts'
import { seekIndexConsumer } from './streaming/seek-index/seek-index.consumer.ts'
import { streamingRoutes } from './streaming/streaming.routes.ts'
import { blobsConsumer, pagesConsumer } from './tracks/tracks.consumers.ts'
import { trackRoutes } from './tracks/tracks.routes.ts'
import { musicUploads } from './uploads/music-uploads.ts'

export interface Music {
  routes(app: App): Promise<void>
  // oxlint-disable-next-line typescript/no-explicit-any -- each prepares something of its own
  consumers: Consumer<MusicTables, any>[]
  schedules: Schedule[]
  demo: Demo
  reindex: Reindex
  searchState: Pick<ReturnType<typeof createSearchState>, 'watch'>
  close(): Promise<void>
}

const sweepEveryMs = 15 * 60 * 1000
/** What a crash broke off is gone on with so soon. */
const demoEveryMs = 60 * 1000

/** The server side of MusicBell. */
export function createMusic(deps: MusicDeps, demoCatalogue?: DemoCatalogue): Music {
  // One core is left to those who listen. What decodes for minutes does not keep new tracks from being read.
  const threads = Math.max(1, availableParallelism() - 1)
  const reader = createAudioReader({ threads })
  const decoder = createAudioReader({ threads, niceness: 15 })
  const demo = createDemo(deps, demoCatalogue)
  const reindex = createReindex(deps)
  const searchState = createSearchState(deps)
  return {
    async routes(app) {
      await uploadRoutes(app, deps, musicUploads)
      trackRoutes(app, deps)
      retryRoutes(app, deps)
      soundRoutes(app, deps)
      artistRoutes(app, deps)
      albumRoutes(app, deps)
      pictureRoutes(app, deps)
      deletingRoutes(app, deps)
      streamingRoutes(app, deps)
      playRoutes(app, deps)
      queueRoutes(app, deps)
      searchRoutes(app, deps)
      searchStateRoute(app, searchState)
      demoRoutes(app, demo)
      holdingsRoute(app, deps)
    },
    consumers: [
      ingestConsumer(deps, reader),
      coversConsumer(deps, reader),
      soundConsumer(deps, decoder, threads),
      seekIndexConsumer(deps),
      artistCardsConsumer(deps),
      artistNamesConsumer(deps),
      blobsConsumer(deps),
      picturesConsumer(deps),
      pagesConsumer(deps),
      peopleConsumer(deps),
      ...searchConsumers(deps),
    ],
    schedules: [
      { name: 'uploads', everyMs: sweepEveryMs, run: () => sweepUploads(deps) },
      { name: 'leavers', everyMs: sweepEveryMs, run: () => hideLate(deps) },
      { name: 'deleted', everyMs: sweepEveryMs, run: () => sweepDeleted(deps) },
      { name: 'demo', everyMs: demoEveryMs, heavy: true, run: () => demo.resume() },
      ...storageSchedules(deps),
    ],
    demo,
    reindex,
    searchState,
    async close() {
      await reindex.close()
      await demo.close()
      await Promise.all([reader.close(), decoder.close()])
    },
  }
}
