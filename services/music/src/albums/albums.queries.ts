import type { Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import type { MusicTables } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { albumChanged } from '../events.ts'
import { nameKey } from '../names.ts'

export interface NamedArtist {
  id: string | null
  name: string
}

export interface SaidAlbum {
  title: string
  /** undefined where it is nobody's, or nobody knows. */
  artist: NamedArtist | undefined
  compilation: boolean
  artistSaid: boolean
}

/** The album of this title and album artist, made where there is none. Its row is locked until the commit. */
export async function claimAlbum(tx: Tx<MusicTables>, { newId, clock }: MusicDeps, album: SaidAlbum) {
  const { title, artist } = album
  const titleKey = nameKey(title)
  const known = artist?.id ? await lockArtistAlbum(tx, titleKey, artist.id) : undefined
  if (known) return known.id
  const [compilation, artistSaid] = [Number(album.compilation), Number(album.artistSaid)]
  const { id } = await tx
    .insertInto('album')
    .values({
      id: newId(),
      title,
      titleKey,
      artistName: artist?.name ?? '',
      artistKey: nameKey(artist?.name ?? ''),
      artistId: artist?.id ?? null,
      compilation,
      artistSaid,
      createdAt: clock.now(),
      revision: 0,
    })
    .onConflict((conflict) =>
      conflict.columns(['titleKey', 'artistKey']).doUpdateSet((row) => ({
        artistId: row.fn.coalesce('album.artistId', 'excluded.artistId'),
        // Who says so is believed from then on.
        ...(compilation === 1 && { compilation }),
        ...(artistSaid === 1 && { artistSaid }),
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** By the index album_by_artist: the artist may have had another name when the album was made. */
function lockArtistAlbum(tx: Tx<MusicTables>, titleKey: string, artistId: string) {
  return tx
    .updateTable('album')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('artistId', '=', artistId)
    .where('titleKey', '=', titleKey)
    .returning('id')
    .executeTakeFirst()
}

const dayMs = 24 * 3600 * 1000
/** A box of discs, and more. */
const mostPeers = 300

/**
 * Other tracks that a person brought within a day, in albums of this title of which nobody said whose they are; by the
 * indexes album_by_title and track_by_album.
 */
export function findPeers(
  tx: Tx<MusicTables>,
  { titleKey, uploaderId, at }: { titleKey: string; uploaderId: string; at: number },
  without: readonly string[],
) {
  return tx
    .selectFrom('album')
    .innerJoin('track', 'track.albumId', 'album.id')
    .select(['track.id', 'track.albumId', 'track.discNumber', 'track.trackNumber'])
    .where('album.titleKey', '=', titleKey)
    .where('album.artistSaid', '=', 0)
    .where('track.uploaderId', '=', uploaderId)
    .where('track.status', '=', 'ready')
    .where('track.deletedAt', 'is', null)
    .where('track.createdAt', '>=', at - dayMs)
    .where('track.createdAt', '<=', at + dayMs)
    .where('track.id', 'not in', without)
    .orderBy('track.id')
    .limit(mostPeers)
    .$narrowType<{ albumId: string }>()
    .execute()
}

/** The first main artist of each track, by present names. */
export async function findMainArtists(tx: Tx<MusicTables>, trackIds: readonly string[]) {
  const rows = await tx
    .selectFrom('credit')
    .leftJoin('artist', 'artist.id', 'credit.artistId')
    .select((row) => [
      'credit.trackId',
      'credit.artistId as id',
      row.fn.coalesce('artist.name', 'credit.name').as('name'),
    ])
    .where('trackId', 'in', trackIds)
    .where('role', '=', 'main')
    .orderBy('trackId')
    .orderBy('position', 'desc')
    .execute()
  // The last to be set is the first by position.
  return new Map(rows.map(({ trackId, id, name }) => [trackId, { id, name }]))
}

/** Says that an album shows other tracks than before; one that shows none any more goes. */
export async function albumHasChanged(tx: Tx<MusicTables>, albumId: string, at: number) {
  // This update locks the row: whoever adds a track to the album now waits, or has committed and is seen below.
  const album = await tx
    .updateTable('album')
    .set((row) => ({ revision: row('revision', '+', 1) }))
    .where('id', '=', albumId)
    .returning('revision')
    .executeTakeFirst()
  if (!album) return
  const used = await tx.selectFrom('track').select('id').where('albumId', '=', albumId).limit(1).executeTakeFirst()
  if (!used) await tx.deleteFrom('album').where('id', '=', albumId).execute()
  await appendOutbox(tx, albumChanged, { key: albumId, data: { albumId, revision: album.revision }, at })
}
