import type { Tx } from '@bell/platform/database'
import type { MusicTables } from '../tables.ts'

/** Locked until the commit: steps that bind and steps that take back come one after the other. */
export function lockBinding(tx: Tx<MusicTables>, bindingId: string) {
  return tx
    .updateTable('nameBinding')
    .set((row) => ({ undone: row.ref('undone') }))
    .where('id', '=', bindingId)
    .returningAll()
    .executeTakeFirst()
}

/** Credits that bear an artist by this binding become plain names again, on the first `most` tracks. @returns their ids */
export async function unbindCredits(tx: Tx<MusicTables>, bindingId: string, most: number) {
  const rows = await tx
    .selectFrom('credit')
    .select('trackId')
    .distinct()
    .where('bindingId', '=', bindingId)
    .orderBy('trackId')
    .limit(most)
    .execute()
  const ids = rows.map(({ trackId }) => trackId)
  if (ids.length === 0) return ids
  const unbound = tx.updateTable('credit').set({ artistId: null, bindingId: null })
  await unbound.where('bindingId', '=', bindingId).where('trackId', 'in', ids).execute()
  return ids
}

/** Plain names that the binding took off tracks are on them again, where nothing else took their place. @returns the tracks */
export async function takeBackDropped(tx: Tx<MusicTables>, bindingId: string, most: number) {
  const dropped = await tx
    .deleteFrom('droppedCredit')
    .where('bindingId', '=', bindingId)
    .where('trackId', 'in', (query) =>
      query
        .selectFrom('droppedCredit')
        .select('trackId')
        .distinct()
        .where('bindingId', '=', bindingId)
        .orderBy('trackId')
        .limit(most),
    )
    .returningAll()
    .execute()
  if (dropped.length === 0) return []
  const rows = dropped.map((credit) => ({ ...credit, artistId: null, bindingId: null }))
  await tx
    .insertInto('credit')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['trackId', 'position']).doNothing())
    .execute()
  return [...new Set(dropped.map(({ trackId }) => trackId))]
}

/** Albums that bear the artist by this binding are of a plain name again. @returns their ids */
export async function unbindAlbums(tx: Tx<MusicTables>, bindingId: string, most: number) {
  const rows = await tx
    .updateTable('album')
    .set({ artistId: null, bindingId: null })
    .where('id', 'in', (query) =>
      query.selectFrom('album').select('id').where('bindingId', '=', bindingId).orderBy('id').limit(most),
    )
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
