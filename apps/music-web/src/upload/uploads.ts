import { createLines, createRows, nameOfFile, traceparentOf, type LineDeps } from '@bell/ui/upload'
import type { NewTrack, Track } from '../api/shapes.ts'
import { newTrackOf } from './new-track.ts'
import { createReading, type ReadingDeps } from './reading.ts'
import { isFinal } from './reasons.ts'
import { blankRow, type UploadRow } from './rows.ts'
import { createSelection } from './selection.ts'

type Transfer = Pick<LineDeps<UploadRow, Track>, 'sender' | 'reasonOf' | 'statusOf'>

export interface UploadDeps extends ReadingDeps, Transfer {
  createTrack(track: NewTrack, traceparent: string): Promise<Track>
  /** Tries again to read a track that the server has and could not read. */
  retryTrack(trackId: string): Promise<Track>
  /** Tracks by their ids, a hundred at most; those that are gone are left out. */
  getTracks(ids: string[]): Promise<Track[]>
  /** Dismisses a track that failed: of its file nothing is kept, only the reason. */
  dismissTrack(trackId: string): Promise<unknown>
  newId?: () => string
  now?: () => number
}

export type Uploads = ReturnType<typeof createUploads>

/** The files a person brings, from the drop to the finished track; goes on whatever page is shown. */
export function createUploads(deps: UploadDeps) {
  let counter = 0
  const { newId = () => `upload-${++counter}`, now = () => performance.now() } = deps
  const rows = createRows<UploadRow>()
  const reading = createReading(rows, deps, () => lines.fill())
  const selection = createSelection(rows)
  const lines = createLines<UploadRow, Track>(rows, {
    sender: deps.sender,
    make: (row, uploadId) => deps.createTrack(newTrackOf(row, uploadId), traceparentOf(row.file)),
    made,
    retryMade({ id, track }) {
      if (track) void retryTrack(id, track)
      return track !== undefined
    },
    isFinal,
    reasonOf: deps.reasonOf,
    statusOf: deps.statusOf,
    now,
  })
  /** Rows by the track that they became. */
  const byTrack = new Map<string, string>()
  // A small file may be looked at before the answer that names its track is here.
  const heardEarly = new Map<string, Track>()

  function made(id: string, track: Track) {
    if (!rows.get(id)) return
    byTrack.set(track.id, id)
    show(id, heardEarly.get(track.id) ?? track)
    // The others that were heard of are not of this page.
    if (rows.totals.get().counts.saving === 0) heardEarly.clear()
  }

  function show(id: string, track: Track) {
    rows.change(id, { track, state: track.status, ...(track.failure && { reason: track.failure }) })
  }

  async function retryTrack(id: string, { id: trackId }: Track) {
    rows.change(id, { state: 'processing', reason: undefined })
    try {
      made(id, await deps.retryTrack(trackId))
    } catch (error) {
      lines.fail(id, deps.reasonOf(error))
    }
  }

  function trackChanged(track: Track) {
    const id = byTrack.get(track.id)
    const known = id === undefined ? undefined : rows.get(id)?.track
    if (known) {
      if (known.revision <= track.revision) show(id!, track)
    } else if (rows.totals.get().counts.saving > 0) {
      heardEarly.set(track.id, track)
    }
  }

  function forget(ids: readonly string[], keep: boolean) {
    const going = ids.flatMap((id) => rows.get(id) ?? [])
    lines.drop(ids, keep)
    for (const { coverUrl, track } of going) {
      if (coverUrl) URL.revokeObjectURL(coverUrl)
      if (track) byTrack.delete(track.id)
    }
    rows.remove(ids)
    lines.fill()
    return going
  }

  return {
    rows,
    ...selection,
    speed: lines.speed,
    start: lines.start,
    pause: lines.pause,
    resume: lines.resume,
    pauseAll: lines.pauseAll,
    resumeAll: lines.resumeAll,
    retryAll: lines.retryAll,

    /** Takes files that are not here yet and reads their tags. */
    async add(files: File[]) {
      const known = new Set(rows.all().map((row) => nameOfFile(row.file)))
      const fresh: UploadRow[] = []
      for (const file of files) {
        if (known.has(nameOfFile(file))) continue
        known.add(nameOfFile(file))
        fresh.push(blankRow(newId(), file))
      }
      rows.add(fresh)
      await reading.read(fresh.map((row) => row.id))
    },

    /** Takes rows away, and from the server what has arrived of them and became no track. */
    remove(ids: readonly string[]) {
      for (const { track } of forget(ids, false)) {
        if (track?.status === 'failed') void deps.dismissTrack(track.id).catch(() => undefined)
      }
    },

    toggle: (id: string) => rows.change(id, { open: !rows.get(id)?.open }),
    artistChecked: (id: string) => rows.change(id, { checkArtist: false }),

    /** The server says how a track is now; also true of tracks that are not of these files. */
    trackChanged,

    /** After a gap in what the server tells: asks about the tracks that it was still looking at. */
    async catchUp() {
      const open = rows.idsIn('processing').flatMap((id) => rows.get(id)?.track?.id ?? [])
      for (let at = 0; at < open.length; at += 100) {
        // Those that cannot be asked for now are asked for after the next gap.
        const tracks = await deps.getTracks(open.slice(at, at + 100)).catch(() => [])
        for (const track of tracks) trackChanged(track)
      }
    },

    /** The person is gone: the page forgets their files; the server keeps for a while what has arrived. */
    clear() {
      reading.forget()
      forget(rows.list.get().ids, true)
    },
  }
}
