import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Db } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import { sql, type Expression, type SqlBool } from 'kysely'
import { endOfPrefix, nameKey } from '../names.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import { noName, readableKey } from './order-keys.ts'
import type { TrackFilter, TrackOrder, TrackSort } from './tracks.schema.ts'

/** The column of each order; UUIDv7: the order of ids is the order of adding. */
const sortColumns = {
  added: 'id',
  title: 'titleKey',
  artist: 'artistKey',
  album: 'albumKey',
  year: 'yearKey',
  length: 'lengthKey',
} as const satisfies Record<TrackSort, keyof TrackTable>

export interface TrackList {
  viewer: User | undefined
  sort: TrackSort
  order?: TrackOrder | undefined
  filter: readonly TrackFilter[]
  genre?: string | undefined
  q?: string | undefined
}

/** Where to go on: after the row with this sort key and id. */
export interface After {
  key: string | number
  id: string
}

type Listed<C extends keyof TrackTable> = After & Pick<TrackTable, C>

/** A page of the list. One that is narrowed is walked until the page is full. */
export async function listTracks(db: Db<MusicTables>, list: TrackList, limit: number, after?: After) {
  if (!isNarrowed(list)) return readRange(db, list, ['card'], limit, after)
  const found: Listed<'card'>[] = []
  for await (const rows of walkTracks(db, list, ['card'], after)) {
    found.push(...rows)
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}

/** Rows read at once: one or two milliseconds' work. */
const step = 1000

/**
 * The list from its beginning, or from after a row, in pieces; other requests get their turn between the pieces. What
 * narrows a list is judged row by row here: an index for each of its combinations there cannot be.
 */
export async function* walkTracks<C extends 'card' = never>(
  db: Db<MusicTables>,
  list: TrackList,
  columns: readonly C[] = [],
  from?: After,
): AsyncGenerator<Listed<C>[]> {
  const narrowed = isNarrowed(list)
  const isWanted = judge(list)
  let after = from
  for (;;) {
    const rows = await readRange(db, list, [...columns, ...(narrowed ? judged : [])], step, after)
    yield narrowed ? rows.filter(isWanted) : rows
    if (rows.length < step) return
    after = rows.at(-1)
    await nextTurn()
  }
}

type Column = 'card' | (typeof judged)[number]

/**
 * A stretch of what the viewer may see: what is shared, by the partial index track_shared_by_… of its order (anonymous:
 * track_public_by_…), and what is only one's own, by track_own_by_…. Each part is a range of one index; the two are merged.
 */
async function readRange<C extends Column>(
  db: Db<MusicTables>,
  list: TrackList,
  columns: readonly C[],
  limit: number,
  after: After | undefined,
): Promise<Listed<C>[]> {
  const { viewer, filter, sort } = list
  const column = sortColumns[sort]
  const order = orderOf(list)
  const beyond = sql.raw(order === 'desc' ? '<' : '>')

  const range = (which: Expression<SqlBool>) =>
    db
      .selectFrom('track')
      .select(['id', sql.ref<string | number>(column).as('key'), ...columns])
      .where(which)
      .$if(after !== undefined && column === 'id', (query) => query.where(sql<SqlBool>`id ${beyond} ${after!.id}`))
      .$if(after !== undefined && column !== 'id', (query) =>
        query.where(sql<SqlBool>`(${sql.ref(column)}, id) ${beyond} (${after!.key}, ${after!.id})`),
      )
      .$if(column !== 'id', (query) => query.orderBy(column, order))
      .orderBy('id', order)
      .limit(limit)

  const own = viewer && range(ownTracks(viewer.id, filter))
  if (filter.includes('unfinished') || filter.includes('drafts')) return own ? rowsOf(own) : []
  const shared = db.selectFrom(range(sharedTracks(viewer)).as('shared')).selectAll()
  const both = own ? shared.unionAll(db.selectFrom(own.as('own')).selectAll()) : shared
  return rowsOf(
    both
      .$if(column !== 'id', (query) => query.orderBy(sql.ref('key'), order))
      .orderBy(sql.ref('id'), order)
      .limit(limit),
  )

  // Kysely cannot follow columns that are a parameter through a union.
  function rowsOf(query: { execute(): Promise<unknown[]> }) {
    return query.execute() as Promise<Listed<C>[]>
  }
}

function orderOf({ sort, order }: Pick<TrackList, 'sort' | 'order'>) {
  return order ?? (sort === 'added' || sort === 'year' ? 'desc' : 'asc')
}

/** Where a list of names stands just before `name`; undefined in an order that is not of names. */
export function beginningAt(name: string | undefined, list: Pick<TrackList, 'sort' | 'order'>): After | undefined {
  if (!name || !['title', 'artist', 'album'].includes(list.sort)) return undefined
  const key = nameKey(name)
  return { key: orderOf(list) === 'asc' ? key : endOfPrefix(key), id: '' }
}

// An index that is partial is used by SQLite only where the query says the same in literals, not in parameters.
function sharedTracks(viewer: User | undefined) {
  return viewer ? sql<SqlBool>`audience >= 1` : sql<SqlBool>`audience = 2`
}

function ownTracks(userId: string, filter: readonly TrackFilter[]) {
  const status = filter.includes('unfinished') ? sql`status <> 'ready'` : sql`status = 'ready'`
  return sql<SqlBool>`audience = 0 and ${sql.ref('uploaderId')} = ${userId} and ${status}`
}

function isNarrowed({ filter, genre, q }: TrackList) {
  return filter.some((name) => name in rules) || Boolean(genre) || wordsOf(q).length > 0
}

/** What a row is judged by. */
const judged = ['uploaderId', 'coverId', 'albumId', 'genre', 'format', 'titleKey', 'artistKey'] as const
type Judged = Pick<TrackTable, (typeof judged)[number]>

const rules: Partial<Record<TrackFilter, (row: Judged, viewer: User | undefined) => boolean>> = {
  mine: ({ uploaderId }, viewer) => uploaderId === viewer?.id,
  // The text that JSON.stringify makes of a Format.
  lossless: ({ format }) => format?.includes('"lossless":true') ?? false,
  'no-cover': ({ coverId }) => coverId === null,
  'no-artist': ({ artistKey }) => artistKey.startsWith(noName),
  'no-album': ({ albumId }) => albumId === null,
}

function judge({ viewer, filter, genre, q }: TrackList) {
  const asked = filter.flatMap((name) => rules[name] ?? [])
  const words = wordsOf(q)
  const wantedGenre = genre && nameKey(genre)
  return (row: Judged) =>
    asked.every((rule) => rule(row, viewer)) &&
    (!wantedGenre || (row.genre !== null && nameKey(row.genre) === wantedGenre)) &&
    (words.length === 0 || holds(withoutMarks(`${row.titleKey}\n${readableKey(row.artistKey)}`), words))
}

function wordsOf(q: string | undefined) {
  return withoutMarks(nameKey(q ?? ''))
    .split(' ')
    .filter((word) => word !== '')
}

function holds(text: string, words: string[]) {
  return words.every((word) => text.includes(word))
}

/** Accents away; Hangul falls into its letters, so that half a syllable is found too. */
function withoutMarks(key: string) {
  // Most titles of a Latin library need none of it.
  // oxlint-disable-next-line no-control-regex -- every ASCII character
  return /^[\u0000-\u007f]*$/.test(key) ? key : key.normalize('NFD').replaceAll(/\p{M}/gu, '')
}
