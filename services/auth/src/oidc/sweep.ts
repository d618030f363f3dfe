import type { AuthDeps } from '../deps.ts'

const everyMs = 600_000

/** Deletes what has expired: now and every ten minutes. @returns how to stop that */
export function sweepExpired({ db, clock, log }: Pick<AuthDeps, 'db' | 'clock' | 'log'>) {
  async function sweep() {
    // A little later than it expires, so that what is presented a moment too late is still told so by name.
    const before = clock.now() - everyMs
    await db.deleteFrom('oidcRecord').where('expiresAt', '<', before).execute()
    await db.deleteFrom('refreshToken').where('expiresAt', '<', before).execute()
    await db.deleteFrom('device').where('expiresAt', '<', before).execute()
    await db.deleteFrom('endedSession').where('expiresAt', '<', before).execute()
    await db.deleteFrom('oneTimeLink').where('expiresAt', '<', before).execute()
    await db.deleteFrom('mail').where('expiresAt', '<', before).execute()
  }
  let running: Promise<void> = Promise.resolve()
  const run = () => {
    running = sweep().catch((error: unknown) => log.error({ err: error }, 'sweep_failed'))
  }
  run()
  const timer = setInterval(run, everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
