import type { NewTrack, Track } from '../api/shapes.ts'
import { createStore, type Store } from '../store.ts'
import type { Reason } from './reasons.ts'

/**
 * chosen: waits for a person's press · waiting: for a free line · stalled: nothing gets through, it goes on by itself
 * · elsewhere: another window sends it · saving: the bytes are there, the track is being made · processing: the server
 * looks at it · refused: it will never be a track.
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

/** What a person may say about a file; from its tags until then. */
export interface RowFields {
  title: string
  artist: { id: string | null; name: string }
  album: string
  albumArtist: string
  trackNumber: number | null
  discNumber: number | null
  year: number | null
  genre: string
  visibility: NonNullable<NewTrack['visibility']>
  downloadable: boolean
}

export interface UploadRow {
  id: string
  file: File
  state: UploadState
  reason?: Reason | undefined
  /** Its sending was asked for while it was being read. */
  sendWhenRead: boolean
  fields: RowFields
  /** The fields that a person wrote; only these are told to the server, which reads the tags itself. */
  edited: ReadonlySet<keyof RowFields>
  /** Registered artists whom the name may mean; a person should look. */
  checkArtist: boolean
  durationSeconds: number | null
  /** An object URL of the cover in the tags. */
  coverUrl: string | null
  /** bytes that have arrived */
  sent: number
  /** bytes a second */
  speed: number
  selected: boolean
  /** Its further fields are shown. */
  open: boolean
  track?: Track
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

export type Rows = ReturnType<typeof createRows>

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
 * The rows of the upload page. A change of one row wakes those who watch it and updates the sums by its difference:
 * what a thousand rows cost does not matter to the progress of three.
 */
export function createRows() {
  const rows = new Map<string, UploadRow>()
  const watchers = new Map<string, Set<() => void>>()
  const list: Store<{ ids: readonly string[] }> = createStore({ ids: [] as readonly string[] })
  const totals: Store<Totals> = createStore(noTotals())

  function count(...changes: [row: UploadRow, sign: 1 | -1][]) {
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

    add(more: UploadRow[]) {
      for (const row of more) rows.set(row.id, row)
      count(...more.map((row) => [row, 1] as [UploadRow, 1]))
      list.set({ ids: [...list.get().ids, ...more.map((row) => row.id)] })
    },

    change(id: string, part: Partial<UploadRow>) {
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
      count(...[...gone].map((id) => [rows.get(id)!, -1] as [UploadRow, -1]))
      for (const id of gone) rows.delete(id)
      list.set({ ids: list.get().ids.filter((id) => !gone.has(id)) })
    },

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

export function blankRow(id: string, file: File): UploadRow {
  return {
    id,
    file,
    state: 'reading',
    sendWhenRead: false,
    fields: {
      title: titleOfFile(file.name),
      artist: { id: null, name: '' },
      album: '',
      albumArtist: '',
      trackNumber: null,
      discNumber: null,
      year: null,
      genre: '',
      visibility: 'members',
      downloadable: false,
    },
    edited: new Set(),
    checkArtist: false,
    durationSeconds: null,
    coverUrl: null,
    sent: 0,
    speed: 0,
    selected: false,
    open: false,
  }
}

/** As the server does where the tags name no title. */
function titleOfFile(name: string) {
  return name
    .replace(/\.\w{1,5}$/, '')
    .replaceAll(/[_\s]+/g, ' ')
    .trim()
}
