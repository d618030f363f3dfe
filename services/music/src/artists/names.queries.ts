import type { Tx } from '@bell/platform/database'
import type { MusicTables } from '../tables.ts'
import { nameKey } from '../names.ts'
import type { OtherName } from './artists.schema.ts'

/** More than one is asked about; a bound all the same. */
const mostNamesakes = 10

/** From now to the commit nobody else gives this name. */
export async function lockName(tx: Tx<MusicTables>, key: string) {
  await tx
    .insertInto('artistNameLock')
    .values({ nameKey: key })
    .onConflict((conflict) =>
      conflict.column('nameKey').doUpdateSet((row) => ({ nameKey: row.ref('excluded.nameKey') })),
    )
    .execute()
}

/** Artists of this name, also in another script; by the indexes artist_by_name and artist_by_other_name. */
export async function findNamesakes(tx: Tx<MusicTables>, key: string) {
  const others = tx.selectFrom('artistOtherName').select('artistId').where('nameKey', '=', key)
  const rows = await tx
    .selectFrom('artist')
    .select('id')
    .where((where) => where.or([where('nameKey', '=', key), where('id', 'in', others)]))
    .where('deletedAt', 'is', null)
    .orderBy('id')
    .limit(mostNamesakes)
    .execute()
  return rows.map((row) => row.id)
}

export async function replaceOtherNames(tx: Tx<MusicTables>, artistId: string, names: OtherName[]) {
  await tx.deleteFrom('artistOtherName').where('artistId', '=', artistId).execute()
  const keys = [...new Set(names.map(({ name }) => nameKey(name)))]
  if (keys.length === 0) return
  await tx
    .insertInto('artistOtherName')
    .values(keys.map((key) => ({ artistId, nameKey: key })))
    .execute()
}
