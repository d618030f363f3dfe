import { createStore, type Store } from '../store/index.ts'
import { createRate } from './rate.ts'
import type { Reason } from './reasons.ts'
import { delayBefore, mayPass } from './retry.ts'
import type { FileRow, Rows } from './rows.ts'
import { waitForNetwork } from './wait-for-network.ts'

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

export interface LineDeps<Row extends FileRow, Made> {
  /** Fetched when first needed: it carries the protocol. */
  sender(): Promise<Sender>
  /** Has the server make of what has arrived what it is to be; the same upload always makes the same. */
  make(row: Row, uploadId: string): Promise<Made>
  made(id: string, made: Made): void
  /** Whether a row that is tried again is past its sending; it is then taken care of here. */
  retryMade?(row: Row): boolean
  /** Trying again does not help: the file itself is why. */
  isFinal(reason: Reason): boolean
  reasonOf(error: unknown): Reason
  /** 0 where there was no answer. */
  statusOf(error: unknown): number
  now: () => number
}

const linesAtOnce = 3

/** Sends what waits, three files at a time, and has made of them what they are to be. */
export function createLines<Row extends FileRow, Made>(rows: Rows<Row>, deps: LineDeps<Row, Made>) {
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
        noteSpeed()
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

  function noteSpeed() {
    const all = allRate.note(rows.totals.get().sent)
    if (all !== undefined) speed.set({ speed: all })
  }

  function fail(id: string, reason: Reason) {
    rows.change(id, { state: deps.isFinal(reason) ? 'refused' : 'failed', reason, speed: 0 })
    fill()
  }

  async function save(id: string, uploadId: string) {
    const row = rows.get(id)
    if (!row) return
    rows.change(id, { state: 'saving', sent: row.file.size, speed: 0 })
    noteSpeed()
    fill()
    for (let attempt = 0; rows.get(id)?.state === 'saving'; attempt++) {
      try {
        const made = await deps.make(rows.get(id)!, uploadId)
        sendings.delete(id)
        return deps.made(id, made)
      } catch (error) {
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
    if (row && deps.retryMade?.(row)) return
    rows.change(id, { state: 'waiting', reason: undefined })
  }

  const each = (ids: readonly string[], act: (id: string) => void) => {
    for (const id of ids) act(id)
    fill()
  }

  return {
    speed,
    /** Sends all that is here; what is still being read follows when it has been. */
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
    fail,
    /** Ends the sending; `keep` leaves what has arrived, so that the file may be dropped again. */
    drop(ids: readonly string[], keep: boolean) {
      for (const id of ids) {
        // Of what is being made, the bytes are no longer the upload's.
        if (rows.get(id)?.state !== 'saving') sendings.get(id)?.[keep ? 'pause' : 'cancel']()
        sendings.delete(id)
      }
    },
    fill,
  }
}
