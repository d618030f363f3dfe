export type PlayState = 'playing' | 'paused' | 'ended'

export interface PlayServer {
  /** @returns undefined for who has no account: nothing is told of what they hear */
  start(trackId: string): Promise<{ playId: string } | undefined>
  report(playId: string, positionSeconds: number, state: PlayState, leaving: boolean): Promise<unknown>
}

const everyMs = 10_000

/**
 * Tells the server what is heard, so that its clock can decide what was a listen. A report that does not arrive is
 * no reason to disturb the music: failures are silent.
 */
export function createPlayReports(server: PlayServer, now: () => number = Date.now) {
  let play: { id: Promise<string | undefined>; toldAt: number } | undefined

  function tell(positionSeconds: number, state: PlayState, leaving = false) {
    if (!play) return
    const { id } = play
    play.toldAt = now()
    void id
      .then((playId) => (playId ? server.report(playId, positionSeconds, state, leaving) : undefined))
      .catch(() => undefined)
  }

  return {
    /** A track begins to sound. */
    begin(trackId: string) {
      const id = server.start(trackId).then(
        (answer) => answer?.playId,
        () => undefined,
      )
      play = { id, toldAt: now() }
    },
    under: () => play !== undefined,
    progress(positionSeconds: number) {
      if (play && now() - play.toldAt >= everyMs) tell(positionSeconds, 'playing')
    },
    resumed: (positionSeconds: number) => tell(positionSeconds, 'playing'),
    paused: (positionSeconds: number, leaving = false) => tell(positionSeconds, 'paused', leaving),
    /** The track ran out, or another one takes its place. */
    finish(positionSeconds: number) {
      tell(positionSeconds, 'ended')
      play = undefined
    },
  }
}

export type PlayReports = ReturnType<typeof createPlayReports>
