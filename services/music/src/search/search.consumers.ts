import { defineConsumer, TryLater, type EventDefinition } from '@bell/platform/events'
import { SearchUnavailable } from '@bell/platform/search-index'
import type { MusicTables } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import {
  albumChanged,
  artistChanged,
  artistCreated,
  artistPurged,
  trackChanged,
  trackDeleted,
  trackPurged,
  trackReady,
} from '../events.ts'
import { albumSource, artistSource, isDocument, trackSource, type SearchSource, type SourceDeps } from './documents.ts'

/**
 * Each consumer reads what is there now and gives it to the index under its revision: events that come twice, late or
 * in another process do no harm, since an older revision never wins. While the engine is down they wait.
 */
export function searchConsumers(deps: SourceDeps & Pick<MusicDeps, 'search'>) {
  return [
    follow(deps, 'music.search-tracks', trackSource(deps), [trackReady, trackChanged, trackDeleted, trackPurged]),
    follow(deps, 'music.search-artists', artistSource(deps), [artistCreated, artistChanged, artistPurged]),
    follow(deps, 'music.search-albums', albumSource(deps), [albumChanged]),
  ]
}

function follow({ search }: Pick<MusicDeps, 'search'>, group: string, source: SearchSource, events: EventDefinition[]) {
  return defineConsumer<MusicTables>({
    group,
    events,
    // Writes that wait together are one request of the index.
    concurrency: 128,
    async prepare(event) {
      const { revision } = event.data as { revision: number }
      const [row = { id: event.subject, revision }] = await source.read({ ids: [event.subject] })
      try {
        if (isDocument(row)) await search.upsert(source.index, [row])
        else await search.remove(source.index, [row])
      } catch (error) {
        if (error instanceof SearchUnavailable) throw new TryLater(error.message, { cause: error })
        throw error
      }
    },
  })
}
