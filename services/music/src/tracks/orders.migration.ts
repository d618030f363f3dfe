import type { ColumnTypes, Migration } from '@bell/platform/database'
import { sql, type Kysely } from 'kysely'

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are what this makes
type AnyDb = Kysely<any>

/** What lists are ordered by stands on the row, and in indexes. */
export const ordersMigration: Migration = {
  name: '0004-orders',
  async up(db, t) {
    await addOrderKeys(db, t)
    await fillOrderKeys(db)
    await createOrderIndexes(db)
  },
}

async function addOrderKeys(db: AnyDb, { text, int }: ColumnTypes) {
  for (const [name, type, empty] of [
    ['artistKey', text, ''],
    ['albumKey', text, ''],
    ['yearKey', int, 0],
    ['lengthKey', int, 0],
  ] as const) {
    await db.schema
      .alterTable('track')
      .addColumn(name, type, (column) => column.notNull().defaultTo(empty))
      .execute()
  }
}

/** A library that is here already: its cards say what its tracks are ordered by. */
async function fillOrderKeys(db: AnyDb) {
  for (let after = ''; ;) {
    const rows = await db
      .selectFrom('track')
      .select(['id', 'card'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(500)
      .execute()
    for (const { id, card } of rows) {
      await db
        .updateTable('track')
        .set(orderKeys(JSON.parse(card.replaceAll(imageMark, '')) as Card))
        .where('id', '=', id)
        .execute()
    }
    if (rows.length < 500) return
    after = rows.at(-1)!.id
  }
}

/** As the lists of 0001, for the other orders; and the genres of what is shared. */
async function createOrderIndexes(db: AnyDb) {
  const readers = [
    ['shared', [], 'audience >= 1'],
    ['public', [], 'audience = 2'],
    ['own', ['uploaderId'], 'audience = 0'],
  ] as const
  for (const [reader, first, where] of readers) {
    for (const order of ['artist', 'album', 'year', 'length']) {
      await db.schema
        .createIndex(`track_${reader}_by_${order}`)
        .on('track')
        .columns([...first, `${order}Key`, 'id'])
        .where(sql<boolean>`${sql.raw(where)}`)
        .execute()
    }
  }
  await db.schema
    .createIndex('track_shared_by_genre')
    .on('track')
    .columns(['genre', 'audience'])
    .where(sql<boolean>`audience >= 1`)
    .execute()
}

/*
 * Cards and keys as they were written in those days; what is made of them since is for later migrations to tell.
 */

interface Card {
  artists: { name: string; role: string }[]
  album: { id: string; title: string } | null
  durationSeconds: number | null
  discNumber: number | null
  trackNumber: number | null
  year: number | null
}

/** Stands in a card where ImgBell's address comes. */
const imageMark = '\u0001'
/** Between the parts of a key, and before what orders but is no text to be found. */
const next = '\u0001'
const unread = '\u0002'
/** Comes after every name. */
const noName = '\u{10ffff}'

function orderKeys({ artists, album, year, durationSeconds, discNumber, trackNumber }: Card) {
  const performers = artists.filter(({ role }) => role === 'main' || role === 'featured')
  const named = (performers.length > 0 ? performers : artists.slice(0, 1)).map(({ name }) => name).join(', ')
  const albumName = album ? start(album.title) : noName
  const place = `${digits(discNumber ?? 1)}${digits(trackNumber ?? 0)}`
  return {
    artistKey: `${named ? start(named) : noName}${next}${albumName}${unread}${place}`,
    albumKey: `${albumName}${unread}${album?.id ?? ''}${place}`,
    yearKey: year ?? 0,
    lengthKey: Math.round((durationSeconds ?? 0) * 1000),
  }
}

function start(name: string) {
  const folded = name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replaceAll('ς', 'σ')
  return Array.from(folded.trim().replaceAll(/\s+/g, ' ')).slice(0, 80).join('')
}

function digits(number: number) {
  return String(number).padStart(4, '0')
}
