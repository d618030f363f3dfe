import type { BlobStore } from '@bell/platform/blobs'
import type { Tx } from '@bell/platform/database'
import type { MusicDeps } from '../deps.ts'
import { playableKey } from '../sound/playable.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import type { Format } from '../tracks/tracks.schema.ts'
import type { AudioReader } from './audio-reader.ts'
import { openTrackFile } from './track-file.ts'

/**
 * Makes the file that browsers play of one that they do not, once for each content.
 * @returns its size in bytes. @throws where it could not be made: the track is not ready without it
 */
export async function keepPlayable(
  deps: MusicDeps,
  reader: AudioReader,
  track: TrackTable,
  { format, durationMs }: { format: Format; durationMs: number },
) {
  const { blobs } = deps
  const file = await openTrackFile(deps, track)
  if (!file) throw new Error('The file is gone.')
  const key = playableKey(file.key)
  const made = await blobs.stat(key)
  if (made?.complete) return made.size
  try {
    return await render(deps, reader, file, format, durationMs)
  } catch (error) {
    // Where the track was deleted meanwhile, nobody else knows of what was begun.
    await blobs.delete(key)
    throw error
  }
}

async function render(
  { blobs }: MusicDeps,
  reader: AudioReader,
  file: NonNullable<Awaited<ReturnType<typeof openTrackFile>>>,
  format: Format,
  durationMs: number,
) {
  const key = playableKey(file.key)
  await blobs.begin(key)
  let size = 0
  const rendered = await reader.run(
    { kind: 'render', size: file.size, format, durationMs },
    file.read,
    async (piece) => {
      size = await blobs.append(key, size, once(piece))
    },
  )
  if (!rendered) throw new Error('No file that browsers play could be made.')
  return (await blobs.complete(key)).size
}

async function* once(piece: Uint8Array) {
  yield piece
}

/** Deletes a blob, and what was made of it. */
export async function deleteContent(blobs: BlobStore, key: string) {
  await blobs.delete(key)
  await blobs.delete(playableKey(key))
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
