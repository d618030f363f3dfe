import { defineConsumer, type BellEvent } from '@bell/platform/events'
import type { SearchDocument } from '@bell/platform/search-index'
import type { OtherName } from '../artists/artists.schema.ts'
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
import { readCard } from '../tracks/cards.ts'
import type { Track } from '../tracks/tracks.schema.ts'

/*
 * Each consumer reads what is there now and gives it to the index under its revision: events that come twice, late or
 * in another process do no harm, since an older revision never wins.
 */

export function searchConsumers(deps: MusicDeps) {
  return [trackSearchConsumer(deps), artistSearchConsumer(deps), albumSearchConsumer(deps)]
}

function trackSearchConsumer({ db, search, images }: MusicDeps) {
  return defineConsumer<MusicTables>({
    group: 'music.search-tracks',
    events: [trackReady, trackChanged, trackDeleted, trackPurged],
    async prepare(event) {
      const { revision } = event.data as { revision: number }
      const row = await db
        .selectFrom('track')
        .select(['id', 'revision', 'audience', 'status', 'uploaderId', 'card'])
        .where('id', '=', event.subject)
        .executeTakeFirst()
      if (!row || row.audience < 0) {
        return search.remove('tracks', [{ id: event.subject, revision: row?.revision ?? revision }])
      }
      if (row.status === 'ready') await search.upsert('tracks', [trackDocument(row, readCard(row.card, images))])
    },
    async apply() {},
  })
}

function trackDocument(
  row: { id: string; revision: number; audience: number; uploaderId: string },
  { title, artists, album }: Track,
): SearchDocument {
  return {
    id: row.id,
    revision: row.revision,
    fields: { title, artists: artists.map((artist) => artist.name).join('\n'), album: album?.title ?? '' },
    tags: [audienceTag(row)],
  }
}

function audienceTag({ audience, uploaderId }: { audience: number; uploaderId: string }) {
  return audience === 2 ? 'public' : audience === 1 ? 'members' : `user:${uploaderId}`
}

function artistSearchConsumer({ db, search }: MusicDeps) {
  return defineConsumer<MusicTables>({
    group: 'music.search-artists',
    events: [artistCreated, artistChanged, artistPurged],
    async prepare(event) {
      const row = await db
        .selectFrom('artist')
        .select(['id', 'revision', 'name', 'otherNames', 'deletedAt'])
        .where('id', '=', event.subject)
        .executeTakeFirst()
      if (!row || row.deletedAt !== null) {
        const { revision } = row ?? (event.data as { revision: number })
        return search.remove('artists', [{ id: event.subject, revision }])
      }
      const { id, revision, name } = row
      const others = (JSON.parse(row.otherNames) as OtherName[]).map((other) => other.name)
      await search.upsert('artists', [{ id, revision, fields: { name, otherNames: others.join('\n') } }])
    },
    async apply() {},
  })
}

/** An album is for whom one of its tracks is. */
function albumSearchConsumer({ db, search }: MusicDeps) {
  return defineConsumer<MusicTables>({
    group: 'music.search-albums',
    events: [albumChanged],
    async prepare(event: BellEvent) {
      if (!albumChanged.is(event)) return
      const { albumId: id, revision } = event.data
      const album = await db.selectFrom('album').selectAll().where('id', '=', id).executeTakeFirst()
      if (!album) return search.remove('albums', [{ id, revision }])
      const readers = await db
        .selectFrom('track')
        .select(['audience', 'uploaderId'])
        .distinct()
        .where('albumId', '=', id)
        .where('status', '=', 'ready')
        .where('audience', '>=', 0)
        .limit(1000)
        .execute()
      // All its tracks are deleted, or none is ready yet: nobody is to find it.
      if (readers.length === 0) return search.remove('albums', [{ id, revision: album.revision }])
      await search.upsert('albums', [
        {
          id,
          revision: album.revision,
          fields: { title: album.title, artist: album.artistName },
          tags: [...new Set(readers.map(audienceTag))],
        },
      ])
    },
    async apply() {},
  })
}
