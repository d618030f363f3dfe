import { inTransaction } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { notFound, type User } from '@bell/platform/http'
import type { PlayTable } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { playListened } from '../events.ts'
import { can } from '../policies.ts'
import { findTrack } from '../tracks/tracks.queries.ts'
import { trackNotFound } from '../tracks/tracks.ts'
import type { PlayReport } from './plays.schema.ts'

/** Heard so long, or half the track, a play is a listen. */
const listenMs = 240_000

/** Writes down that a track begins to play. @returns the play's id. @throws track_not_found (404) */
export function startPlay({ db, clock, newId }: MusicDeps, user: User, trackId: string) {
  const now = clock.now()
  const id = newId()
  return inTransaction(db, async (tx) => {
    const track = await findTrack(tx, trackId)
    if (!track || !can(user, 'seeTrack', track)) throw trackNotFound()
    await tx
      .insertInto('play')
      .values({
        id,
        userId: user.id,
        trackId,
        startedAt: now,
        reportedAt: now,
        positionMs: 0,
        heardMs: 0,
        state: 'playing',
        listenedAt: null,
      })
      .execute()
    await tx
      .insertInto('recentTrack')
      .values({ userId: user.id, trackId, playedAt: now })
      .onConflict((conflict) => conflict.columns(['userId', 'trackId']).doUpdateSet({ playedAt: now }))
      .execute()
    return id
  })
}

/** Takes a player's report; what is heard is for this clock to say. @throws play_not_found (404; another's too) */
export function reportPlay({ db, clock }: MusicDeps, user: User, playId: string, report: PlayReport) {
  const now = clock.now()
  return inTransaction(db, async (tx) => {
    // Reports of two tabs come one after the other: this locks the row.
    const play = await tx
      .updateTable('play')
      .set((row) => ({ heardMs: row.ref('heardMs') }))
      .where('id', '=', playId)
      .where('userId', '=', user.id)
      .returningAll()
      .executeTakeFirst()
    if (!play) throw notFound('play_not_found', 'This play is not here (any more).')
    const track = await findTrack(tx, play.trackId)
    const positionMs = Math.round(report.positionSeconds * 1000)
    const heardMs = play.heardMs + heardSince(play, positionMs, now)
    const listened = play.listenedAt === null && heardMs >= Math.min((track?.durationMs ?? Infinity) / 2, listenMs)
    await tx
      .updateTable('play')
      .set({ positionMs, heardMs, reportedAt: now, state: report.state, ...(listened && { listenedAt: now }) })
      .where('id', '=', playId)
      .execute()
    if (!listened) return
    const data = { playId, userId: user.id, trackId: play.trackId, at: now }
    await appendOutbox(tx, playListened, { key: play.trackId, data, at: now })
  })
}

/**
 * What was heard since the last report: as far as the position moved on, and never more than the time that passed.
 * Going back counts nothing, jumping ahead no more than the time it took.
 */
function heardSince({ state, positionMs, reportedAt }: PlayTable, nowAt: number, now: number) {
  if (state !== 'playing') return 0
  return Math.max(0, Math.min(nowAt - positionMs, now - reportedAt))
}
