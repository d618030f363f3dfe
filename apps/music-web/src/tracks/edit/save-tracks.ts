import { ApiProblem } from '@bell/ui/session'
import type { Track, TrackChange } from '../../api/shapes.ts'
import type { MusicApp } from '../../music-app.ts'
import { showTrack } from '../track-cache.ts'
import { contested, type Draft } from './draft.ts'

/** What the server takes at once. */
export const portion = 100

/** A track that a change was not made to, and why; one that others changed comes as they left it. */
export interface Left {
  title: string
  code: 'track_not_found' | 'not_your_track' | 'track_changed'
  now?: Track
}

/**
 * Makes a change to tracks as they were seen. Where others, or the server, changed other fields meanwhile that is no
 * conflict: the change is made again on top of theirs.
 * @returns those that stayed as they were. @throws ApiProblem where nothing can be changed
 */
export async function saveTracks(
  app: MusicApp,
  tracks: Track[],
  draft: Draft,
  change: TrackChange,
  onProgress: (share: number) => void,
): Promise<Left[]> {
  const [only] = tracks
  if (only && tracks.length === 1) return saveOne(app, only, draft, change)
  const left: Left[] = []
  let done = 0
  for (const part of portions(tracks)) {
    left.push(...(await saveSome(app, part, draft, change)))
    done += part.length
    onProgress(done / tracks.length)
  }
  return left
}

async function saveOne(app: MusicApp, track: Track, draft: Draft, change: TrackChange): Promise<Left[]> {
  try {
    showTrack(app.queryClient, await app.api.changeTrack(track.id, track.revision, change))
    return []
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'track_changed') throw error
    const now = error.body['track'] as Track
    if (contested(draft, track, now).length === 0) return saveOne(app, now, draft, change)
    return [{ title: now.title, code: 'track_changed', now }]
  }
}

async function saveSome(app: MusicApp, tracks: Track[], draft: Draft, change: TrackChange): Promise<Left[]> {
  const seen = new Map(tracks.map((track) => [track.id, track]))
  const { items, refused } = await app.api.changeTracks(
    tracks.map(({ id, revision }) => ({ id, revision })),
    change,
  )
  for (const track of items) showTrack(app.queryClient, track)
  const left: Left[] = []
  const again: Track[] = []
  for (const { id, code, track: now } of refused) {
    const before = seen.get(id)!
    if (now && contested(draft, before, now).length === 0) again.push(now)
    else left.push({ title: (now ?? before).title, code, ...(now && { now }) })
  }
  if (again.length > 0) left.push(...(await saveSome(app, again, draft, change)))
  return left
}

export function portions<T>(list: T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / portion) }, (_, n) => list.slice(n * portion, (n + 1) * portion))
}
