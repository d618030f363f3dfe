import type { Db } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import { sql } from 'kysely'
import type { MusicTables } from '../tables.ts'
import { can } from '../policies.ts'

const mostCounted = 1000

export interface UnregisteredRow {
  nameKey: string
  /** As one of the credits writes it; null where all are on tracks that are not the person's to change. */
  name: string | null
  trackCount: number
}

/**
 * Names that tracks bear as plain text, by their keys, with the tracks that the person may change. From name to name by
 * the index credit_unregistered (for administrators) or credit_unregistered_own: what lies between is not read.
 * At most `limit` rows, of which those without a name are only passed over.
 */
export async function listUnregistered(db: Db<MusicTables>, user: User, limit: number, after = '') {
  const everyones = can(user, 'editOthers', undefined)
  const key = sql.ref('credit.nameKey')
  const unbound = sql`${sql.ref('credit.artistId')} is null ${
    everyones ? sql`` : sql`and ${sql.ref('credit.uploaderId')} = ${user.id}`
  }`
  const theirs = sql`from credit join track on track.id = ${sql.ref('credit.trackId')}
    where ${unbound} and ${key} = ${sql.ref('found.nameKey')}
    and (track.audience > 0 or (track.audience = 0 and ${sql.ref('track.uploaderId')} = ${user.id}))`
  const next = (than: unknown) => sql`(select min(${key}) from credit where ${unbound} and ${key} > ${than})`
  const { rows } = await sql<UnregisteredRow>`
    with recursive found(${sql.ref('nameKey')}, place) as (
      select ${next(after)}, 1
      union all
      select ${next(sql.ref('found.nameKey'))}, found.place + 1 from found
      where ${sql.ref('found.nameKey')} is not null and found.place < ${sql.lit(limit)}
    )
    select ${sql.ref('found.nameKey')},
      (select credit.name ${theirs} limit 1) as name,
      (select count(*) from (select distinct ${sql.ref('credit.trackId')} ${theirs} limit ${sql.lit(mostCounted)}) counted)
        as ${sql.ref('trackCount')}
    from found where ${sql.ref('found.nameKey')} is not null order by ${sql.ref('found.nameKey')}`.execute(db)
  return rows
}
