import type { AuthDeps } from '../deps.ts'

// What a person is between two steps with, for minutes: in the database, so that the next step may come to another
// process, and no lost cache stops a sign-in half way.

type Deps = Pick<AuthDeps, 'db' | 'clock'>

/** Keeps a value for `ttlMs`; an earlier one of the same key is void. */
export async function keepFor({ db, clock }: Deps, key: string, value: string, ttlMs: number) {
  const row = { value, expiresAt: clock.now() + ttlMs }
  await db
    .insertInto('ephemeral')
    .values({ key, ...row })
    .onConflict((same) => same.column('key').doUpdateSet(row))
    .execute()
}

export async function findKept({ db, clock }: Deps, key: string) {
  const row = await db
    .selectFrom('ephemeral')
    .select('value')
    .where('key', '=', key)
    .where('expiresAt', '>', clock.now())
    .executeTakeFirst()
  return row?.value
}

/** Takes the value out: of several who try at the same time, one gets it. */
export async function takeKept({ db, clock }: Deps, key: string) {
  const row = await db
    .deleteFrom('ephemeral')
    .where('key', '=', key)
    .returning(['value', 'expiresAt'])
    .executeTakeFirst()
  return row && row.expiresAt > clock.now() ? row.value : undefined
}
