import { createStore, type Store } from '../store/index.ts'
import type { Reason } from './reasons.ts'

/**
 * chosen: waits for a person's press · waiting: for a free line · stalled: nothing gets through, it goes on by itself
 * · elsewhere: another window sends it · saving: the bytes are there, and the server makes of them what they are to
 * be · processing: it looks at it · refused: it will never be taken.
 */
const states = [
  'reading',
  'refused',
  'chosen',
  'waiting',
  'sending',
  'stalled',
  'elsewhere',
  'paused',
  'saving',
  'processing',
  'ready',
  'failed',
] as const
export type UploadState = (typeof states)[number]

/** A file on its way; an app's rows say more about it. */
export interface FileRow {
  id: string
  file: File
  state: UploadState
  reason?: Reason | undefined
  /** Its sending was asked for while it was being read. */
  sendWhenRead: boolean
  /** bytes that have arrived */
  sent: number
  /** bytes a second */
  speed: number
  selected: boolean
}

/** Sums over all rows, kept up with each change of one. */
export interface Totals {
  counts: Readonly<Record<UploadState, number>>
  all: number
  selected: number
  /** Of those being read: how many are then sent. */
  readToSend: number
  /** Of what is on its way or has arrived: how much it is, and how much of it is there. */
  bytes: number
  sent: number
}

export type Rows<Row extends FileRow = FileRow> = ReturnType<typeof createRows<Row>>

const onTheWay = new Set<UploadState>([
  'waiting',
  'sending',
  'stalled',
  'elsewhere',
  'paused',
  'saving',
  'processing',
  'ready',
])

/**
 * The files of an upload. A change of one row wakes those who watch it and updates the sums by its difference: what a
 * thousand rows cost does not matter to the progress of three.
 */
export function createRows<Row extends FileRow>() {
  const rows = new Map<string, Row>()
  const watchers = new Map<string, Set<() => void>>()
  const list: Store<{ ids: readonly string[] }> = createStore({ ids: [] as readonly string[] })
  const totals: Store<Totals> = createStore(noTotals())

  function count(...changes: [row: Row, sign: 1 | -1][]) {
    const next = { ...totals.get() }
    const counts = { ...next.counts }
    for (const [row, sign] of changes) {
      counts[row.state] += sign
      next.all += sign
      if (row.selected) next.selected += sign
      const readToSend = row.state === 'reading' && row.sendWhenRead
      if (readToSend) next.readToSend += sign
      if (readToSend || onTheWay.has(row.state)) {
        next.bytes += sign * row.file.size
        next.sent += sign * row.sent
      }
    }
    const moved = states.some((state) => counts[state] !== next.counts[state])
    totals.set(moved ? { ...next, counts } : next)
  }

  return {
    list,
    totals,
    get: (id: string) => rows.get(id),
    all: () => list.get().ids.map((id) => rows.get(id)!),
    /** The ids of the rows in a state, in their order. */
    idsIn: (...wanted: UploadState[]) => list.get().ids.filter((id) => wanted.includes(rows.get(id)!.state)),

    add(more: Row[]) {
      for (const row of more) rows.set(row.id, row)
      count(...more.map((row) => [row, 1] as [Row, 1]))
      list.set({ ids: [...list.get().ids, ...more.map((row) => row.id)] })
    },

    change(id: string, part: Partial<Row> | Partial<FileRow>) {
      const before = rows.get(id)
      if (!before) return
      const after = { ...before, ...part }
      rows.set(id, after)
      count([before, -1], [after, 1])
      for (const watcher of watchers.get(id) ?? []) watcher()
    },

    remove(ids: readonly string[]) {
      const gone = new Set(ids.filter((id) => rows.has(id)))
      if (gone.size === 0) return
      count(...[...gone].map((id) => [rows.get(id)!, -1] as [Row, -1]))
      for (const id of gone) rows.delete(id)
      list.set({ ids: list.get().ids.filter((id) => !gone.has(id)) })
      for (const id of gone) for (const watcher of watchers.get(id) ?? []) watcher()
    },

    /** Calls the watcher at each change of a row, and when it is gone. @returns what ends it */
    watch(id: string, watcher: () => void) {
      const known = watchers.get(id) ?? new Set()
      watchers.set(id, known.add(watcher))
      return () => {
        known.delete(watcher)
        if (known.size === 0) watchers.delete(id)
      }
    },
  }
}

function noTotals(): Totals {
  const counts = Object.fromEntries(states.map((state) => [state, 0])) as Record<UploadState, number>
  return { counts, all: 0, selected: 0, readToSend: 0, bytes: 0, sent: 0 }
}

/** The same file chosen twice is one row. */
export function nameOfFile(file: File) {
  return `${file.webkitRelativePath || file.name}/${file.size}/${file.lastModified}`
}
