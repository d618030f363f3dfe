import type { AuthDeps } from '../deps.ts'
import { routineAction } from './audit-actions.ts'
import { leastIdAt } from './least-id.ts'

const day = 86_400_000
/** Both are told on the page, by its words `audit.kept`. */
const routineKeptMs = 30 * day
const keptMs = 730 * day

/** Lets go of lines whose time is over: by the key, and by audit_by_action. */
export async function sweepAudit({ db, clock }: Pick<AuthDeps, 'db' | 'clock'>) {
  const now = clock.now()
  await db
    .deleteFrom('audit')
    .where('id', '<', leastIdAt(now - keptMs))
    .execute()
  await db
    .deleteFrom('audit')
    .where('action', '=', routineAction)
    .where('id', '<', leastIdAt(now - routineKeptMs))
    .execute()
}
