import type { Db, Tx } from '@bell/platform/database'
import { sql, type SqlBool } from 'kysely'
import type { ImgTables } from '../tables.ts'

type Reader = Db<ImgTables> | Tx<ImgTables>

/** For a `where`: the person that the column names has not left. By the primary key of leaver. */
export function isHere(column: 'image.ownerId' | 'album.ownerId' | 'profilePicture.userId') {
  return sql<SqlBool>`not exists (select 1 from ${sql.table('leaver')} where ${sql.ref('leaver.userId')} = ${sql.ref(column)})`
}

/** By the index image_by_owner. */
export async function countOwnImages(db: Reader, ownerId: string) {
  const { count } = await db
    .selectFrom('image')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('ownerId', '=', ownerId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** By the index image_by_owner; also of those who have left. */
export async function listImageIds(db: Reader, ownerId: string, limit: number) {
  const rows = await db.selectFrom('image').select('id').where('ownerId', '=', ownerId).limit(limit).execute()
  return rows.map(({ id }) => id)
}
