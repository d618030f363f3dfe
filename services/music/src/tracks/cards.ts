import { isSqlite, type Tx } from '@bell/platform/database'
import type { Images } from '../ingest/images.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import type { Credit } from '../credits/credits.queries.ts'
import { orderKeys } from './order-keys.ts'
import type { Analysis, Damage, Track } from './tracks.schema.ts'

/*
 * A card is a Track of the API as JSON text in the track's row. Lists are many and changes are few: finding fifty rows
 * costs 7 µs, making fifty objects of them and text of those 140 µs. So the text is made when something changes, in
 * the same transaction, and a list only joins it.
 */

/** Stands in a card where ImgBell's address comes. JSON text escapes control characters, so no title can hold it. */
const imageMark = '\u0001'

/** The text of cards as it is sent; ImgBell's address is known only then, since it may change. */
export function finishCards(cards: string, images: Images) {
  return cards.replaceAll(imageMark, images.address(''))
}

export function readCard(card: string, images: Images): Track {
  return JSON.parse(finishCards(card, images)) as Track
}

export interface Carded {
  id: string
  revision: number
  audience: number
  uploaderId: string
  status: TrackTable['status']
  albumId: string | null
}

/**
 * Writes the cards of these tracks (a hundred at most) and what orders them anew, and raises their revisions. Whatever changes something
 * that cards show calls this in its transaction.
 */
export async function rewriteCards(tx: Tx<MusicTables>, trackIds: string[]): Promise<Carded[]> {
  if (trackIds.length === 0) return []
  const rows = await tx
    .selectFrom('track')
    .leftJoin('album', 'album.id', 'track.albumId')
    .leftJoin('soundAnalysis as sound', 'sound.contentHash', 'track.contentHash')
    .selectAll('track')
    .select([
      'album.title as albumTitle',
      'sound.state as analysis',
      'sound.loudnessLufs',
      'sound.peakDbfs',
      'sound.damage as soundDamage',
    ])
    .where('track.id', 'in', trackIds)
    // What another transaction writes of them this moment must be read after it; SQLite has one writer.
    .$if(!isSqlite(tx), (query) => query.forUpdate('track'))
    .execute()
  const credits = await findCredits(tx, trackIds)
  for (const row of rows) {
    row.revision++
    row.audience = audienceOf(row)
    const track = present(row, credits.get(row.id) ?? [])
    const set = { card: writeCard(track, row.coverId), revision: row.revision, audience: row.audience }
    await tx
      .updateTable('track')
      .set({ ...set, ...orderKeys(track) })
      .where('id', '=', row.id)
      .execute()
  }
  return rows
}

async function findCredits(tx: Tx<MusicTables>, trackIds: string[]) {
  const rows = await tx
    .selectFrom('credit')
    .leftJoin('artist', 'artist.id', 'credit.artistId')
    .select((row) => [
      'credit.trackId',
      // Of a deleted artist the name is left, as plain text.
      row.case().when('artist.deletedAt', 'is', null).then(row.ref('credit.artistId')).end().as('id'),
      'credit.name',
      'credit.role',
      'artist.name as artistName',
    ])
    .where('credit.trackId', 'in', trackIds)
    .orderBy('credit.trackId')
    .orderBy('credit.position')
    .execute()
  return Map.groupBy(rows, (row) => row.trackId)
}

function audienceOf({ status, visibility, deletedAt }: TrackTable) {
  if (deletedAt !== null) return -1
  if (status !== 'ready') return 0
  return { draft: 0, members: 1, public: 2 }[visibility]
}

interface Shown extends TrackTable {
  albumTitle: string | null
  analysis: Analysis | null
  loudnessLufs: number | null
  peakDbfs: number | null
  soundDamage: string | null
}

function present(row: Shown, credits: (Credit & { artistName: string | null })[]): Track {
  return {
    id: row.id,
    title: row.title,
    artists: credits.map(({ id, name, role, artistName }) => ({ id, name: artistName ?? name, role })),
    album: row.albumId === null ? null : { id: row.albumId, title: row.albumTitle! },
    durationSeconds: row.durationMs === null ? null : row.durationMs / 1000,
    coverUrl: null,
    coverColor: row.coverColor,
    status: row.status,
    failure: row.failureCode === null ? null : { code: row.failureCode, detail: row.failureDetail! },
    visibility: row.visibility,
    format: row.format === null ? null : (JSON.parse(row.format) as Track['format']),
    contentType: row.contentType,
    bytes: row.bytes,
    analysis: row.analysis ?? 'pending',
    loudness: row.loudnessLufs === null ? null : { integrated: row.loudnessLufs, truePeak: row.peakDbfs ?? 0 },
    damage: findDamage(row),
    downloadable: row.downloadable === 1,
    trackNumber: row.trackNumber,
    discNumber: row.discNumber,
    year: row.year,
    genre: row.genre,
    uploadedBy: { id: row.uploaderId, name: row.uploaderName },
    createdAt: new Date(row.createdAt).toISOString(),
    revision: row.revision,
  }
}

/** That the file ends early is known first; what decoding found besides is missing as well. */
function findDamage({ damage, soundDamage }: Shown) {
  const found = damage ?? soundDamage
  return found === null ? null : (JSON.parse(found) as Damage)
}

function writeCard(track: Track, coverId: string | null) {
  const text = JSON.stringify(track)
  // Quotes inside texts are escaped, so the first match is the field.
  return coverId === null ? text : text.replace('"coverUrl":null', `"coverUrl":"${imageMark}${coverId}"`)
}
