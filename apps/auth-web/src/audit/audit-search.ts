import type { AuditSearch, Kind } from './use-audit.ts'

export const kinds = ['signIn', 'sessions', 'credentials', 'people', 'apps', 'keys'] as const satisfies readonly Kind[]

const isDay = (value: unknown) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
const isId = (value: unknown) => typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value)

/** What an address asks for; what makes no sense in it is left out. */
export function readAuditSearch({ person, kind, since, until, rotations }: Record<string, unknown>): AuditSearch {
  return {
    person: isId(person) ? (person as string) : undefined,
    kind: kinds.find((one) => one === kind),
    since: isDay(since) ? (since as string) : undefined,
    until: isDay(until) ? (until as string) : undefined,
    rotations: rotations === true || undefined,
  }
}
