import type { Revision, SearchDocument } from '@bell/platform/search-index'
import { sql, type SqlBool } from 'kysely'
import type { OtherName } from '../artists/artists.schema.ts'
import type { MusicDeps } from '../deps.ts'
import { readCard } from '../tracks/cards.ts'

/** Some rows (a hundred or so), in the order of ids: by their ids, or the first ones after an id. */
export type Rows = { ids: readonly string[] } | { after: string; limit: number }

export type SourceDeps = Pick<MusicDeps, 'db' | 'images'>

/** What fills an index. */
export interface SearchSource {
  index: 'tracks' | 'artists' | 'albums'
  table: 'track' | 'artist' | 'album'
  /** Rows that have documents, as SQL after `from`. */
  findable: string
  /** The document of each row, or its revision alone where nobody is to find it. */
  read(rows: Rows): Promise<(SearchDocument | Revision)[]>
}

export const searchSources = (deps: SourceDeps) => [trackSource(deps), artistSource(deps), albumSource(deps)]

export const isDocument = (row: SearchDocument | Revision): row is SearchDocument => 'fields' in row

export const findableTracks = `track where audience >= 0 and status = 'ready'`

export function trackSource({ db, images }: SourceDeps): SearchSource {
  return {
    index: 'tracks',
    table: 'track',
    findable: findableTracks,
    async read(which) {
      const rows = await db
        .selectFrom('track')
        .select(['id', 'revision', 'audience', 'status', 'uploaderId', 'card'])
        .where(chosen(which))
        .orderBy('id')
        .limit(countOf(which))
        .execute()
      return rows.map((row) => {
        const { id, revision, audience, status, card } = row
        if (audience < 0 || status !== 'ready') return { id, revision }
        const { title, artists, album } = readCard(card, images)
        const names = artists.map((artist) => artist.name).join('\n')
        return { id, revision, fields: { title, artists: names, album: album?.title ?? '' }, tags: [audienceTag(row)] }
      })
    },
  }
}

export function artistSource({ db }: SourceDeps): SearchSource {
  return {
    index: 'artists',
    table: 'artist',
    findable: `artist where "deletedAt" is null`,
    async read(which) {
      const rows = await db
        .selectFrom('artist')
        .select(['id', 'revision', 'name', 'otherNames', 'deletedAt'])
        .where(chosen(which))
        .orderBy('id')
        .limit(countOf(which))
        .execute()
      return rows.map(({ id, revision, name, otherNames, deletedAt }) => {
        if (deletedAt !== null) return { id, revision }
        const others = (JSON.parse(otherNames) as OtherName[]).map((other) => other.name)
        return { id, revision, fields: { name, otherNames: others.join('\n') } }
      })
    },
  }
}

// More people with drafts in a hundred albums there are not; those beyond would not find their own.
const mostReaders = 20_000

/** An album is for whom one of its tracks is; where all are deleted or none is ready yet, nobody is to find it. */
export function albumSource({ db }: SourceDeps): SearchSource {
  return {
    index: 'albums',
    table: 'album',
    findable: `album where exists (
      select 1 from track where track."albumId" = album.id and track.audience >= 0 and track.status = 'ready')`,
    async read(which) {
      const rows = await db
        .selectFrom('album')
        .select(['id', 'revision', 'title', 'artistName'])
        .where(chosen(which))
        .orderBy('id')
        .limit(countOf(which))
        .execute()
      if (rows.length === 0) return []
      const readers = await db
        .selectFrom('track')
        .select((track) => [
          'albumId',
          'audience',
          track.case().when('audience', '=', 0).then(track.ref('uploaderId')).end().as('uploaderId'),
        ])
        .distinct()
        .where(
          'albumId',
          'in',
          rows.map(({ id }) => id),
        )
        .where('status', '=', 'ready')
        .where('audience', '>=', 0)
        .limit(mostReaders)
        .execute()
      const readersOf = Map.groupBy(readers, (reader) => reader.albumId)
      return rows.map(({ id, revision, title, artistName }) => {
        const tags = readersOf.get(id)?.map(audienceTag)
        return tags ? { id, revision, fields: { title, artist: artistName }, tags } : { id, revision }
      })
    },
  }
}

/** Documents carry for whom they are: everyone, members, or one person. */
function audienceTag({ audience, uploaderId }: { audience: number; uploaderId: string | null }) {
  return audience === 2 ? 'public' : audience === 1 ? 'members' : `user:${uploaderId}`
}

function chosen(rows: Rows) {
  if ('after' in rows) return sql<SqlBool>`id > ${rows.after}`
  return sql<SqlBool>`id in (${sql.join(rows.ids)})`
}

const countOf = (rows: Rows) => ('ids' in rows ? rows.ids.length : rows.limit)
