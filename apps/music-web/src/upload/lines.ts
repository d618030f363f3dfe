import type { NewTrack, Track } from '../api/shapes.ts'
import { createStore, type Store } from '../store.ts'
import { newTrackOf } from './new-track.ts'
import { createRate } from './rate.ts'
import { isFinal, type Reason } from './reasons.ts'
import { waitForNetwork } from '../wait-for-network.ts'
import { delayBefore, mayPass } from './retry.ts'
import type { Rows } from './rows.ts'

export interface Sending {
  pause(): void
  resume(): void
  cancel(): void
}
export interface SendListener {
  progress(sent: number): void
  /** Nothing gets through; it goes on by itself. */
  stalled(): void
  /** Another window sends this file; it goes on here if that one stops. */
  elsewhere(sent: number): void
  arrived(uploadId: string): void
  failed(reason: Reason): void
}
export type Sender = (file: File, listener: SendListener) => Sending

export interface LineDeps {
  /** Fetched when first needed: it carries the protocol. */
  sender(): Promise<Sender>
  createTrack(track: NewTrack): Promise<Track>
  /** Tries again to read a track that the server has and could not read. */
  retryTrack(trackId: string): Promise<Track>
  reasonOf(error: unknown): Reason
  /** 0 where there was no answer. */
  statusOf(error: unknown): number
  now: () => number
  /** The track that became of a row is known. */
  made(id: string, track: Track): void
}

const linesAtOnce = 3

/** Sends what waits, three files at a time, and has their tracks made. */
export function createLines(rows: Rows, deps: LineDeps) {
  const sendings = new Map<string, Sending>()
  /** bytes a second over all files */
  const speed: Store<{ speed: number }> = createStore({ speed: 0 })
  const allRate = createRate(deps.now)

  function fill() {
    const { sending, stalled, elsewhere, waiting } = rows.totals.get().counts
    const free = linesAtOnce - sending - stalled - elsewhere
    if (waiting === 0 || free <= 0) return
    for (const id of rows.idsIn('waiting').slice(0, free)) void send(id)
  }

  async function send(id: string) {
    const { file } = rows.get(id)!
    rows.change(id, { state: 'sending', speed: 0 })
    const earlier = sendings.get(id)
    if (earlier) return earlier.resume()
    try {
      const begin = await deps.sender()
      if (rows.get(id)?.state !== 'sending') return
      sendings.set(id, begin(file, listenerFor(id)))
    } catch (error) {
      fail(id, deps.reasonOf(error))
    }
  }

  function listenerFor(id: string): SendListener {
    const rate = createRate(deps.now)
    return {
      progress(sent) {
        const row = rows.get(id)
        if (!row) return
        const latest = rate.note(sent)
        const again = row.state !== 'sending'
        if (latest === undefined && !again) return
        rows.change(id, { sent, ...(latest !== undefined && { speed: latest }), ...(again && { state: 'sending' }) })
        const all = allRate.note(rows.totals.get().sent)
        if (all !== undefined) speed.set({ speed: all })
      },
      stalled() {
        rate.reset()
        allRate.reset()
        rows.change(id, { state: 'stalled', speed: 0 })
      },
      elsewhere: (sent) => rows.change(id, { state: 'elsewhere', sent, speed: 0 }),
      arrived: (uploadId) => void save(id, uploadId),
      failed: (reason) => fail(id, reason),
    }
  }

  function fail(id: string, reason: Reason) {
    rows.change(id, { state: isFinal(reason) ? 'refused' : 'failed', reason, speed: 0 })
    fill()
  }

  async function save(id: string, uploadId: string) {
    const row = rows.get(id)
    if (!row) return
    rows.change(id, { state: 'saving', sent: row.file.size, speed: 0 })
    const all = allRate.note(rows.totals.get().sent)
    if (all !== undefined) speed.set({ speed: all })
    fill()
    for (let attempt = 0; rows.get(id)?.state === 'saving'; attempt++) {
      try {
        const track = await deps.createTrack(newTrackOf(rows.get(id)!, uploadId))
        sendings.delete(id)
        return deps.made(id, track)
      } catch (error) {
        // The same upload makes the same track, however often it is asked for.
        if (mayPass(deps.statusOf(error))) {
          await waitForNetwork(delayBefore(attempt))
          continue
        }
        const reason = deps.reasonOf(error)
        // The server has let go of it: what is sent the next time is a new upload.
        sendings.delete(id)
        if (rows.get(id)) fail(id, reason)
        return
      }
    }
  }

  function pause(id: string) {
    sendings.get(id)?.pause()
    rows.change(id, { state: 'paused', speed: 0 })
  }

  /** Goes on with what was paused or failed; what has arrived is not sent again. */
  function resume(id: string) {
    const row = rows.get(id)
    if (row?.track) return void retryTrack(id, row.track)
    rows.change(id, { state: 'waiting', reason: undefined })
  }

  async function retryTrack(id: string, { id: trackId }: Track) {
    rows.change(id, { state: 'processing', reason: undefined })
    try {
      deps.made(id, await deps.retryTrack(trackId))
    } catch (error) {
      fail(id, deps.reasonOf(error))
    }
  }

  const each = (ids: readonly string[], act: (id: string) => void) => {
    for (const id of ids) act(id)
    fill()
  }

  return {
    speed,
    /** Sends all that is here; whose tags are still being read follows when they are. */
    start: () => {
      for (const id of rows.idsIn('reading')) rows.change(id, { sendWhenRead: true })
      each(rows.idsIn('chosen'), (id) => rows.change(id, { state: 'waiting' }))
    },
    pause: (id: string) => each([id], pause),
    resume: (id: string) => each([id], resume),
    pauseAll: () => {
      for (const id of rows.idsIn('reading')) rows.change(id, { sendWhenRead: false })
      each(rows.idsIn('waiting', 'sending', 'stalled', 'elsewhere'), pause)
    },
    resumeAll: () => each(rows.idsIn('paused'), resume),
    retryAll: () => each(rows.idsIn('failed'), resume),
    /** Ends the sending; `keep` leaves what has arrived, so that the file may be dropped again. */
    drop(ids: readonly string[], keep: boolean) {
      for (const id of ids) {
        const row = rows.get(id)
        if (row?.state !== 'saving' && !row?.track) sendings.get(id)?.[keep ? 'pause' : 'cancel']()
        sendings.delete(id)
      }
    },
    fill,
  }
}
