import { setTimeout as wait } from 'node:timers/promises'

/** So long a busy machine may take until all goes on again, in ms. */
const busyMs = 60_000

/** acknowledged: the server said that it is done; refused: that it is not; unknown: no answer, or one that leaves it open. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown'

export interface UploadEntry {
  /** Which of the people it is of. */
  personId: string
  fileName: string
  /** Of the file that was sent, hex. */
  sha256: string
  hasCover: boolean
  outcome: Outcome
  /** Known once it was acknowledged. */
  trackId?: string
  /** The title it was given, then each it was changed to, in order: the next is sent when the last was answered. */
  titles: { title: string; outcome: Outcome }[]
}

export interface PlayEntry {
  personId: string
  trackId: string
  outcome: Outcome
  /** Known once it was acknowledged. */
  playId?: string
  /** Of the report by which the play became a listen. */
  listened: Outcome
  /** From when until when it was under way, by `performance.now()`. */
  from: number
  until: number
}

/** What clients asked for, and what they were told. */
export interface Ledger {
  uploads: UploadEntry[]
  plays: PlayEntry[]
  refreshes: Record<Outcome, number>
  searches: Record<Outcome, number>
  /** Files that were read whole by an address to listen. */
  listens: Record<Outcome, number>
  /** What no answer may ever be: what was asked and what was said, and how often. */
  untrue: Map<string, number>
}

export function openLedger(): Ledger {
  const none = () => ({ acknowledged: 0, refused: 0, unknown: 0 })
  return { uploads: [], plays: [], refreshes: none(), searches: none(), listens: none(), untrue: new Map() }
}

export function noteUntrue({ untrue }: Ledger, what: string) {
  untrue.set(what, (untrue.get(what) ?? 0) + 1)
}

/** A 5xx may come after the commit as well: whoever gets one does not know. */
export function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return 'acknowledged'
  return status >= 400 && status < 500 ? 'refused' : 'unknown'
}

/** How many of each kind were acknowledged up to now. */
export function acknowledged({ uploads, plays, refreshes, searches, listens }: Ledger) {
  const isDone = ({ outcome }: { outcome: Outcome }) => outcome === 'acknowledged'
  return {
    uploads: uploads.filter(isDone).length,
    edits: uploads.flatMap(({ titles }) => titles.slice(1)).filter(isDone).length,
    plays: plays.filter(isDone).length,
    listens: listens.acknowledged,
    refreshes: refreshes.acknowledged,
    searches: searches.acknowledged,
  }
}

/**
 * @param may those that cannot go on; for the others there is a while more after `meanwhile`
 * @returns of which kinds nothing was acknowledged since it was called
 */
export async function stoodStill(ledger: Ledger, meanwhile: () => Promise<void>, may: string[] = []) {
  const before = acknowledged(ledger)
  const still = () =>
    Object.entries(acknowledged(ledger)).flatMap(([kind, after]) =>
      after > before[kind as keyof typeof before] ? [] : [kind],
    )
  await meanwhile()
  for (const end = performance.now() + busyMs; performance.now() < end; await wait(100)) {
    if (still().every((kind) => may.includes(kind))) break
  }
  return still()
}
