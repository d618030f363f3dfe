import type { SendListener } from '@bell/ui/upload'
import { expect } from 'vitest'
import type { Artist, NewTrack, Track } from '../api/shapes.ts'
import type { FileTags } from './read-tags.ts'
import { createUploads, type UploadDeps } from './uploads.ts'

export const artist = (id: string, name: string) => ({ id, name }) as Artist
export const file = (name: string, size = 100) => new File([new Uint8Array(size)], name, { lastModified: 1 })

export function tagged(said: Partial<FileTags>): FileTags {
  const nobody = { composers: [], lyricists: [], producers: [], remixers: [], performers: [] }
  return { artists: [], featured: [], compilation: false, ...nobody, ...said }
}

/** Uploads whose server the test plays: `lines` are the transfers that were begun, `created` the tracks asked for. */
export function givenUploads(more: Partial<UploadDeps> = {}) {
  const lines: { file: File; listener: SendListener; calls: string[] }[] = []
  const created: NewTrack[] = []
  const dismissed: string[] = []
  let clock = 0
  const uploads = createUploads({
    sniff: async () => 'audio',
    readTags: async () =>
      tagged({
        title: 'Slow Orbit',
        artists: ['ADA & the Tides'],
        album: 'Orbits',
        trackNumber: 3,
        year: 2024,
        durationSeconds: 302,
      }),
    drawCover: async () => null,
    fileBytes: () => 1_000_000,
    findArtists: async () => [artist('a1', 'Ada & The Tides'), artist('a2', 'Adam')],
    sender: async () => (sentFile, listener) => {
      const calls: string[] = []
      lines.push({ file: sentFile, listener, calls })
      return {
        pause: () => calls.push('pause'),
        resume: () => calls.push('resume'),
        cancel: () => calls.push('cancel'),
      }
    },
    async createTrack(track) {
      created.push(track)
      return { id: `track-${created.length}`, status: 'processing', revision: 1, failure: null } as Track
    },
    retryTrack: async (id) => ({ id, status: 'processing', revision: 3, failure: null }) as Track,
    dismissTrack: async (id) => dismissed.push(id),
    getTracks: async (ids) => ids.map((id) => ({ id, status: 'ready', revision: 2, failure: null }) as Track),
    reasonOf: (error) => ({ code: (error as Error).message }),
    statusOf: () => 400,
    now: () => (clock += 500),
    ...more,
  })
  const states = () => uploads.rows.all().map((row) => row.state)
  return {
    uploads,
    lines,
    created,
    dismissed,
    states,
    row: (at = 0) => uploads.rows.all()[at]!,
    id: (at = 0) => uploads.rows.list.get().ids[at]!,
    settled: (wanted: string[]) => expect.poll(states).toEqual(wanted),
    /** Adds files of these names, starts, and waits until so many are under way. */
    started: async (names: string[], underWay = Math.min(3, names.length)) => {
      await uploads.add(names.map((name) => file(name)))
      uploads.start()
      await expect.poll(() => lines.length).toBe(underWay)
    },
  }
}
