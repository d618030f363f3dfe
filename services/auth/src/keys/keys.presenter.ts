import type { AuthDeps } from '../deps.ts'
import { listKeys, stateOf } from './keys.queries.ts'
import type { KeyList } from './keys.schema.ts'
import { dueAt } from './rotation.ts'

const instant = (at: number | null | undefined) => (at ? new Date(at).toISOString() : null)

/** The keys that are remembered, as people see them. */
export async function presentKeys({
  db,
  clock,
  keyTimes,
}: Pick<AuthDeps, 'db' | 'clock' | 'keyTimes'>): Promise<KeyList> {
  const now = clock.now()
  const rows = await listKeys(db)
  return {
    items: rows.map((row) => ({
      kid: row.kid,
      state: stateOf(row, now),
      createdAt: new Date(row.createdAt).toISOString(),
      signsAt: instant(row.signsAt),
      goesAt: instant(row.goesAt),
    })),
    rotatesAt: instant(dueAt(rows, keyTimes)),
  }
}
