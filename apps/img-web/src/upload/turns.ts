import type { Rows, UploadState } from '@bell/ui/upload'
import type { PictureRow } from './uploads.ts'

/** Whoever comes after one of these need not wait for it. */
const atRest = new Set<UploadState>(['ready', 'failed', 'refused', 'paused'])

/**
 * Files arrive in any order, but are to stand in their album as they were brought: each waits with becoming a picture
 * until those before it have, or do not come for now.
 */
export function createTurns(rows: Rows<PictureRow>) {
  const turns = new Map<string, Promise<void>>()
  /** By album: when all that was brought there so far is at rest. */
  const lasts = new Map<string | undefined, Promise<void>>()

  function rest(id: string) {
    return new Promise<void>((resolve) => {
      const look = () => {
        const row = rows.get(id)
        if (row && !atRest.has(row.state)) return
        stop()
        resolve()
      }
      const stop = rows.watch(id, look)
      look()
    })
  }

  return {
    /** Gives out turns, in this order. */
    take(added: readonly PictureRow[]) {
      for (const { id, albumId } of added) {
        const before = lasts.get(albumId) ?? Promise.resolve()
        const resting = rest(id)
        turns.set(id, before)
        lasts.set(
          albumId,
          before.then(() => resting),
        )
      }
    },
    of: (id: string) => turns.get(id),
  }
}
