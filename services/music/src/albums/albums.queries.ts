import type { Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import type { MusicTables } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { albumChanged } from '../events.ts'
import { nameKey } from '../names.ts'

export interface AlbumName {
  title: string
  artistName: string
  artistId: string | null
  /** undefined where nothing is said of it: a new album is none then, and one that is there stays what it is. */
  compilation?: boolean
}

/** The album of this title and album artist, made where there is none. Its row is locked until the commit. */
export async function claimAlbum(tx: Tx<MusicTables>, { newId, clock }: MusicDeps, album: AlbumName) {
  const { id } = await tx
    .insertInto('album')
    .values({
      id: newId(),
      title: album.title,
      artistName: album.artistName,
      artistId: album.artistId,
      titleKey: nameKey(album.title),
      artistKey: nameKey(album.artistName),
      compilation: Number(album.compilation ?? false),
      createdAt: clock.now(),
      revision: 0,
    })
    .onConflict((conflict) =>
      conflict.columns(['titleKey', 'artistKey']).doUpdateSet((row) => ({
        titleKey: row.ref('excluded.titleKey'),
        ...(album.compilation !== undefined && { compilation: Number(album.compilation) }),
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
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
