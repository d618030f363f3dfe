import type { Tx } from '@bell/platform/database'
import type { BlobTable, MusicTables } from '../tables.ts'

/**
 * The blob with this content: the one given, or, where the same content is here already, that one. Its row is locked
 * until the commit, so nobody releases it meanwhile.
 */
export async function holdBlob(tx: Tx<MusicTables>, blob: Omit<BlobTable, 'playableBytes'>) {
  await tx
    .insertInto('blob')
    .values({ ...blob, playableBytes: null })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet((row) => ({ bytes: row.ref('excluded.bytes') })))
    .execute()
}

export function findBlob(tx: Tx<MusicTables>, hash: string) {
  return tx.selectFrom('blob').selectAll().where('hash', '=', hash).executeTakeFirst()
}

/**
 * Forgets a content that no track has any more.
 * @returns the key to delete after the commit, or null where another track still needs it
 */
export async function releaseBlob(tx: Tx<MusicTables>, hash: string) {
  // As in albumHasChanged: lock first, then look.
  await tx
    .updateTable('blob')
    .set((row) => ({ bytes: row.ref('bytes') }))
    .where('hash', '=', hash)
    .execute()
  const used = await tx.selectFrom('track').select('id').where('contentHash', '=', hash).limit(1).executeTakeFirst()
  if (used) return null
  const blob = await tx.deleteFrom('blob').where('hash', '=', hash).returning('key').executeTakeFirst()
  return blob?.key ?? null
}
