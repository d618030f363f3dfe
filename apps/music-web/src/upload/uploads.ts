import type { Artist, NewTrack, Track } from '../api/shapes.ts'
import { createStore, type Store } from '../store.ts'
import { matchArtist, normaliseName } from './artist-match.ts'
import type { FileTags } from './read-tags.ts'
import type { Sniffed } from './sniff.ts'

export interface Reason {
  code: string
  /** The server's own sentence. */
  detail?: string
}

/**
 * chosen: waits for a person's press · waiting: for a free line · saving: the bytes are there, the track is being made
 * · processing: the server looks at it · refused: never sent.
 */
export type UploadState =
  | 'reading'
  | 'refused'
  | 'chosen'
  | 'waiting'
  | 'sending'
  | 'paused'
  | 'saving'
  | 'processing'
  | 'ready'
  | 'failed'

export interface UploadRow {
  id: string
  file: File
  state: UploadState
  reason?: Reason
  title: string
  artist: { id: string | null; name: string }
  /** Someone registered may be meant; a person should look. */
  checkArtist: boolean
  album: string
  durationSeconds: number | null
  /** An object URL of the cover in the tags. */
  coverUrl: string | null
  /** bytes that have arrived */
  sent: number
  /** bytes a second */
  speed: number
  track?: Track
}

export interface Sending {
  pause(): void
  resume(): void
  cancel(): void
}
export interface SendListener {
  progress(sent: number): void
  arrived(uploadId: string): void
  failed(reason: Reason): void
}
export type Sender = (file: File, listener: SendListener) => Sending

export interface UploadDeps {
  sniff(file: File): Promise<Sniffed>
  readTags(file: File): Promise<FileTags>
  findArtists(name: string): Promise<Artist[]>
  /** Fetched when first needed: it carries the protocol. */
  sender(): Promise<Sender>
  createTrack(track: NewTrack): Promise<Track>
  getTrack(id: string): Promise<Track>
  reasonOf(error: unknown): Reason
  newId?: () => string
  now?: () => number
}

export type Uploads = ReturnType<typeof createUploads>

const linesAtOnce = 3

/** The files a person brings, from the drop to the finished track; goes on whatever page is shown. */
export function createUploads(deps: UploadDeps) {
  const { newId = () => `upload-${++counter}`, now = () => performance.now() } = deps
  let counter = 0
  const store: Store<{ rows: UploadRow[] }> = createStore<{ rows: UploadRow[] }>({ rows: [] })
  const sendings = new Map<string, Sending>()
  const artists = new Map<string, Promise<Artist[]>>()
  // A small file may be looked at before the answer that names its track is here.
  const heardEarly = new Map<string, Track>()

  const find = (id: string) => store.get().rows.find((row) => row.id === id)

  function change(id: string, part: Partial<UploadRow>) {
    store.set({ rows: store.get().rows.map((row) => (row.id === id ? { ...row, ...part } : row)) })
  }

  async function add(files: File[]) {
    const known = new Set(store.get().rows.map((row) => fingerprint(row.file)))
    const fresh = files.filter((file) => !known.has(fingerprint(file))).map((file) => blankRow(newId(), file))
    store.set({ rows: [...store.get().rows, ...fresh] })
    // One after the other: the first rows fill in at once instead of all of them late.
    for (const row of fresh) await read(row)
  }

  async function read({ id, file }: UploadRow) {
    if (file.size === 0) return change(id, { state: 'refused', reason: { code: 'empty_file' } })
    try {
      if ((await deps.sniff(file)) === 'other') return change(id, { state: 'refused', reason: { code: 'not_audio' } })
      const tags = await deps.readTags(file)
      if (!find(id)) return
      const artist = tags.artists[0] ?? tags.albumArtist ?? ''
      change(id, {
        state: 'chosen',
        title: tags.title || nameWithoutEnding(file.name),
        artist: { id: null, name: artist },
        album: tags.album ?? '',
        durationSeconds: tags.durationSeconds ?? null,
        coverUrl: tags.cover ? URL.createObjectURL(tags.cover) : null,
      })
      if (artist) await recogniseArtist(id, artist)
    } catch {
      change(id, { state: 'refused', reason: { code: 'unreadable' } })
    }
  }

  async function recogniseArtist(id: string, name: string) {
    const key = normaliseName(name)
    const asked = artists.get(key) ?? deps.findArtists(name)
    artists.set(key, asked)
    const candidates = await asked.catch(() => {
      artists.delete(key)
      return []
    })
    const row = find(id)
    // What a person typed meanwhile wins.
    if (!row || row.artist.name !== name || row.artist.id) return
    const match = matchArtist(name, candidates)
    if (match.kind === 'match') change(id, { artist: { id: match.artist.id, name: match.artist.name } })
    else change(id, { checkArtist: match.kind === 'similar' })
  }

  function start() {
    for (const row of store.get().rows) if (row.state === 'chosen') change(row.id, { state: 'waiting' })
    fillLines()
  }

  function fillLines() {
    const { rows } = store.get()
    const busy = rows.filter((row) => row.state === 'sending').length
    const next = rows.filter((row) => row.state === 'waiting').slice(0, Math.max(0, linesAtOnce - busy))
    for (const row of next) void send(row)
  }

  async function send({ id, file }: UploadRow) {
    change(id, { state: 'sending' })
    const earlier = sendings.get(id)
    if (earlier) return earlier.resume()
    let beat = { at: now(), sent: 0 }
    try {
      const begin = await deps.sender()
      if (find(id)?.state !== 'sending') return
      const sending = begin(file, {
        progress(sent) {
          const seconds = (now() - beat.at) / 1000
          const row = find(id)
          if (!row || (seconds < 0.25 && sent < file.size)) return
          // After a pause or a lost connection the count may go back.
          const latest = seconds > 0 ? Math.max(0, sent - beat.sent) / seconds : 0
          beat = { at: now(), sent }
          change(id, { sent, speed: row.speed > 0 ? row.speed * 0.7 + latest * 0.3 : latest })
        },
        arrived: (uploadId) => void save(id, uploadId),
        failed(reason) {
          change(id, { state: 'failed', reason })
          fillLines()
        },
      })
      sendings.set(id, sending)
    } catch (error) {
      change(id, { state: 'failed', reason: deps.reasonOf(error) })
      fillLines()
    }
  }

  async function save(id: string, uploadId: string) {
    const row = find(id)
    if (!row) return
    change(id, { state: 'saving', sent: row.file.size })
    fillLines()
    try {
      const track = await deps.createTrack(newTrackOf(row, uploadId))
      if (!find(id)) return
      show(id, heardEarly.get(track.id) ?? track)
    } catch (error) {
      change(id, { state: 'failed', reason: deps.reasonOf(error) })
    } finally {
      if (!store.get().rows.some((other) => other.state === 'saving')) heardEarly.clear()
    }
  }

  function show(id: string, track: Track) {
    change(id, { track, state: track.status, ...(track.failure ? { reason: track.failure } : {}) })
  }

  function pause(id: string) {
    sendings.get(id)?.pause()
    change(id, { state: 'paused', speed: 0 })
    fillLines()
  }

  /** Goes on with what was paused or failed; what has arrived is not sent again. */
  function resume(id: string) {
    change(id, { state: 'waiting', reason: undefined })
    fillLines()
  }

  function remove(id: string) {
    const row = find(id)
    if (!row) return
    if (row.state === 'sending' || row.state === 'paused' || row.state === 'failed') sendings.get(id)?.cancel()
    sendings.delete(id)
    if (row.coverUrl) URL.revokeObjectURL(row.coverUrl)
    store.set({ rows: store.get().rows.filter((other) => other.id !== id) })
    fillLines()
  }

  function trackChanged(track: Track) {
    const { rows } = store.get()
    const row = rows.find((other) => other.track?.id === track.id)
    if (row && row.track!.revision <= track.revision) show(row.id, track)
    if (!row && rows.some((other) => other.state === 'saving')) heardEarly.set(track.id, track)
  }

  return {
    store,
    add,
    start,
    pause,
    resume,
    remove,
    edit: (id: string, part: Partial<Pick<UploadRow, 'title' | 'artist' | 'album' | 'checkArtist'>>) =>
      change(id, part),
    /** The server says how a track is now; also true of tracks that are not of these files. */
    trackChanged,
    /** After a gap in what the server tells: asks about the tracks that it was still looking at. */
    async catchUp() {
      const open = store.get().rows.flatMap((row) => (row.state === 'processing' && row.track ? [row.track.id] : []))
      // One that cannot be asked now is asked after the next gap.
      await Promise.all(open.map((id) => deps.getTrack(id).then(trackChanged, () => undefined)))
    },
    clear() {
      for (const row of store.get().rows) remove(row.id)
    },
  }
}

function blankRow(id: string, file: File): UploadRow {
  return {
    id,
    file,
    state: 'reading',
    title: nameWithoutEnding(file.name),
    artist: { id: null, name: '' },
    checkArtist: false,
    album: '',
    durationSeconds: null,
    coverUrl: null,
    sent: 0,
    speed: 0,
  }
}

// What is left out is taken from the tags by the server, which reads them again; an album that was emptied stays so.
function newTrackOf(row: UploadRow, uploadId: string): NewTrack {
  const { title, artist, album } = row
  return {
    uploadId,
    ...(title.trim() ? { title: title.trim() } : {}),
    ...(artist.id ? { artistId: artist.id } : artist.name.trim() ? { artistName: artist.name.trim() } : {}),
    album: album.trim() || null,
  }
}

function nameWithoutEnding(name: string) {
  return name.replace(/\.[^.]{1,5}$/, '')
}

/** The same file chosen twice is one row. */
function fingerprint(file: File) {
  return `${file.name}/${file.size}/${file.lastModified}`
}
