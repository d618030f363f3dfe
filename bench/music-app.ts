import { createMusic, type MusicDeps } from '@bell/music'
import { systemClock } from '@bell/platform/clock'
import { createApp, createLogger, createMetricsRegistry, type User } from '@bell/platform/http'

/** What a request says to `createMusicApp`'s. */
export const headers = { host: 'music.bench', authorization: 'Bearer a-token' }

/** MusicBell's routes without the rest of the program; whoever asks is `listener`. It does not listen yet. */
export async function createMusicApp(listener: User, deps: Pick<MusicDeps, 'db' | 'newId'>) {
  const app = await createApp({
    name: 'music',
    version: '0.0.0',
    origin: 'http://music.bench',
    hosts: ['music.bench'],
    family: [],
    trustedProxies: [],
    verify: () => ({ user: listener, clientId: 'bell-music', issuedAt: 0, expiresAt: Infinity }),
    log: createLogger({ level: 'warn' }),
    clock: systemClock,
    metrics: createMetricsRegistry({ ofProcess: false }),
  })
  const images = { address: (id: string) => `http://localhost:4200/i/${id}` }
  const given = { ...deps, images, blobs: {}, clock: systemClock, deletedKeptMs: 0 }
  const music = createMusic(given as unknown as MusicDeps)
  await music.routes(app)
  return { app, music }
}
