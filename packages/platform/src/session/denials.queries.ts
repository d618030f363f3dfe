import { sql } from 'kysely'
import type { Db, Tx } from '../database/index.ts'
import type { DenialTable, SessionTables } from './session.tables.ts'

/** What was written since then and is not over: by the index denial_by_writing. */
export function listDenials(db: Db<SessionTables>, { since, now }: { since: number; now: number }) {
  return db
    .selectFrom('denial')
    .select(['kind', 'subject', 'at', 'revision'])
    .where('writtenAt', '>=', Math.max(0, since))
    .where('expiresAt', '>', now)
    .execute()
}

/** A denial that is there already only grows. */
export async function writeDenial(tx: Tx<SessionTables>, denial: DenialTable) {
  const { at, revision, writtenAt, expiresAt } = denial
  await tx
    .insertInto('denial')
    .values(denial)
    .onConflict((row) =>
      row.columns(['kind', 'subject']).doUpdateSet({
        at: sql<number>`case when "denial"."at" > ${at} then "denial"."at" else ${at} end`,
        revision: sql<number>`case when "denial"."revision" > ${revision} then "denial"."revision" else ${revision} end`,
        writtenAt,
        expiresAt,
      }),
    )
    .execute()
}

export async function sweepDenials(db: Db<SessionTables>, now: number) {
  await db.deleteFrom('denial').where('expiresAt', '<=', now).execute()
}
