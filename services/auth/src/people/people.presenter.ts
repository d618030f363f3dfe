import type { AccountRow } from '../accounts/accounts.queries.ts'
import type { AuthDeps } from '../deps.ts'
import type { Person } from './people.schema.ts'

/** An account without what nobody may see. */
export function presentPerson(
  { deletedKeptMs }: Pick<AuthDeps, 'deletedKeptMs'>,
  { id, email, name, role, disabledAt, deletedAt, createdAt }: AccountRow,
): Person {
  return {
    id,
    email,
    name,
    role,
    disabledAt: disabledAt === null ? null : new Date(disabledAt).toISOString(),
    goneAt: deletedAt === null ? null : new Date(deletedAt + deletedKeptMs).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
  }
}
