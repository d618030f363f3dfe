import type { Artist } from '../api/shapes.ts'
import { matchArtist, normaliseName } from './artist-match.ts'
import type { FileTags } from './read-tags.ts'
import type { RowFields, TrackRows } from './rows.ts'
import type { Sniffed } from './sniff.ts'

export interface ReadingDeps {
  sniff(file: File): Promise<Sniffed>
  readTags(file: File): Promise<FileTags>
  findArtists(name: string): Promise<Artist[]>
  /** A small picture of a cover, as an object URL; null where it cannot be drawn. */
  drawCover(cover: Blob): Promise<string | null>
  /** The largest file that the server takes, in bytes; undefined while that is not known. */
  fileBytes(): number | undefined
}

/** Files whose tags are read at the same time. */
const readersAtOnce = 3

/** Fills rows from the tags of their files: in their order, a few at a time. */
export function createReading(rows: TrackRows, deps: ReadingDeps, wakeLines: () => void) {
  const artists = new Map<string, Promise<Artist[]>>()
  let queue: string[] = []
  let readers = 0
  let idle: (() => void)[] = []

  async function work() {
    readers += 1
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) await read(id)
    readers -= 1
    if (readers > 0) return
    // Whoever is registered meanwhile is found the next time.
    artists.clear()
    for (const done of idle.splice(0)) done()
  }

  async function read(id: string) {
    const file = rows.get(id)?.file
    if (!file) return
    const refuse = (code: string) => rows.change(id, { state: 'refused', reason: { code } })
    if (file.size === 0) return refuse('file_empty')
    if (file.size > (deps.fileBytes() ?? Infinity)) return refuse('upload_too_large')
    try {
      if ((await deps.sniff(file)) === 'other') return refuse('not_audio')
      const tags = await deps.readTags(file)
      const coverUrl = tags.cover ? await deps.drawCover(tags.cover) : null
      const row = rows.get(id)
      if (!row) return void (coverUrl && URL.revokeObjectURL(coverUrl))
      rows.change(id, {
        state: row.sendWhenRead ? 'waiting' : 'chosen',
        fields: { ...row.fields, ...fieldsIn(tags) },
        durationSeconds: tags.durationSeconds ?? null,
        coverUrl,
      })
      wakeLines()
      if (tags.artists.length === 1) await recogniseArtist(id, tags.artists[0]!)
    } catch {
      refuse('unreadable')
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
    const row = rows.get(id)
    // What a person typed meanwhile wins.
    if (!row || row.edited.has('artist')) return
    const match = matchArtist(name, candidates)
    if (match.kind === 'match') {
      rows.change(id, { fields: { ...row.fields, artist: { id: match.artist.id, name: match.artist.name } } })
    } else {
      rows.change(id, { checkArtist: match.kind === 'similar' })
    }
  }

  return {
    /** Resolves when all that was given is read. */
    read(ids: readonly string[]): Promise<void> {
      queue.push(...ids)
      while (readers < Math.min(readersAtOnce, queue.length + readers)) void work()
      return new Promise((resolve) => {
        if (readers === 0) resolve()
        else idle.push(resolve)
      })
    },
    forget() {
      queue = []
    },
  }
}

function fieldsIn(tags: FileTags): Partial<RowFields> {
  const said: Partial<RowFields> = {
    artist: { id: null, name: tags.artists.join(', ') },
    album: tags.album ?? '',
    albumArtist: tags.albumArtist ?? '',
    trackNumber: tags.trackNumber ?? null,
    discNumber: tags.discNumber ?? null,
    year: tags.year ?? null,
    genre: tags.genre ?? '',
  }
  return tags.title ? { ...said, title: tags.title } : said
}
