import type { AuthDeps } from '../deps.ts'

/** A little later than it expires, so that what is presented a moment too late is still told so by name. */
const keptMs = 600_000

/** Deletes what has expired. */
export async function sweepExpired({ db, clock }: Pick<AuthDeps, 'db' | 'clock'>) {
  const before = clock.now() - keptMs
  await db.deleteFrom('oidcRecord').where('expiresAt', '<', before).execute()
  await db.deleteFrom('refreshToken').where('expiresAt', '<', before).execute()
  await db.deleteFrom('device').where('expiresAt', '<', before).execute()
  await db.deleteFrom('endedSession').where('expiresAt', '<', before).execute()
  await db.deleteFrom('oneTimeLink').where('expiresAt', '<', before).execute()
  await db.deleteFrom('ephemeral').where('expiresAt', '<', before).execute()
  await db.deleteFrom('mail').where('expiresAt', '<', before).execute()
}
