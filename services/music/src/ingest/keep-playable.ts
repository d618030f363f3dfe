import { BlobError, type BlobStore } from '@bell/platform/blobs'
import type { Tx } from '@bell/platform/database'
import { TryLater } from '@bell/platform/events'
import type { MusicDeps } from '../deps.ts'
import { playableKey } from '../sound/playable.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import type { Format } from '../tracks/tracks.schema.ts'
import type { AudioReader } from './audio-reader.ts'
import { openTrackFile } from './track-file.ts'

type TrackFile = NonNullable<Awaited<ReturnType<typeof openTrackFile>>>
type Sound = { format: Format; durationMs: number }

/** Makes the file that browsers play of one that they do not, once for each content. */
export function createPlayables(deps: MusicDeps, reader: AudioReader) {
  const { blobs } = deps
  /** By the content's key: the tracks that share it wait for one render. */
  const underWay = new Map<string, Promise<number>>()

  /** @returns its size in bytes. @throws where it could not be made: the track is not ready without it */
  return async function keepPlayable(track: TrackTable, sound: Sound) {
    const file = await openTrackFile(deps, track)
    if (!file) throw new Error('The file is gone.')
    const made = underWay.get(file.key) ?? make(file, sound).finally(() => underWay.delete(file.key))
    underWay.set(file.key, made)
    return made
  }

  async function make(file: TrackFile, sound: Sound) {
    try {
      return await render(file, sound)
    } catch (error) {
      // Overtaken by another process, or deleted meanwhile: the next look tells.
      if (error instanceof BlobError) throw new TryLater('Another is writing this file.', { cause: error })
      throw error
    }
  }

  /**
   * Another process may be at the same file, or have died over it. One content is always rendered to the same bytes: so
   * each adds what is still missing, and nobody takes away what another wrote.
   */
  async function render(file: TrackFile, { format, durationMs }: Sound) {
    const key = playableKey(file.key)
    const found = await blobs.stat(key)
    if (found?.complete) return found.size
    if (!found) await blobs.begin(key)
    let kept = found?.size ?? 0
    let rendered = 0
    const done = await reader.run({ kind: 'render', size: file.size, format, durationMs }, file.read, async (piece) => {
      const missing = piece.subarray(Math.max(0, kept - rendered))
      rendered += piece.length
      if (missing.length > 0) kept = await blobs.append(key, kept, once(missing))
    })
    if (!done) throw new Error('No file that browsers play could be made.')
    return (await blobs.complete(key, rendered)).size
  }
}

async function* once(piece: Uint8Array) {
  yield piece
}

/** Deletes a blob, and what was made of it. */
export async function deleteContent(blobs: BlobStore, key: string) {
  await blobs.delete(key)
  await deletePlayable(blobs, key)
}

export function deletePlayable(blobs: BlobStore, key: string) {
  return blobs.delete(playableKey(key))
}

/** In the transaction that makes the track ready. */
export async function keepPlayableBytes(tx: Tx<MusicTables>, trackId: string, playableBytes: number | null) {
  if (playableBytes === null) return
  await tx
    .updateTable('blob')
    .set({ playableBytes })
    .where('hash', '=', (of) => of.selectFrom('track').select('contentHash').where('id', '=', trackId))
    .execute()
}
