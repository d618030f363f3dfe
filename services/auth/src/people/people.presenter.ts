import type { AccountRow } from '../accounts/accounts.queries.ts'
import type { Person } from './people.schema.ts'

/** An account without what nobody may see. */
export function presentPerson({ id, email, name, role, disabledAt, createdAt }: AccountRow): Person {
  return {
    id,
    email,
    name,
    role,
    disabledAt: disabledAt === null ? null : new Date(disabledAt).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
  }
}
