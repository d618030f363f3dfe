import type { TrackTable } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import type { AudioReader } from './audio-reader.ts'
import type { Findings } from './findings.ts'

/** Reads a track's file from the blob store. */
export async function readTrackFile(
  { db, blobs }: MusicDeps,
  reader: AudioReader,
  track: TrackTable,
): Promise<Findings> {
  const blob =
    track.contentHash === null
      ? undefined
      : await db.selectFrom('blob').select('key').where('hash', '=', track.contentHash).executeTakeFirst()
  const stored = blob && (await blobs.stat(blob.key))
  if (!stored?.complete) {
    return {
      kind: 'refused',
      failure: { code: 'file_missing', detail: 'The file got lost on its way. Send it again.' },
    }
  }
  return reader.read(stored.size, (start, end) => readRange(blobs, blob!.key, start, end))
}

async function readRange(blobs: MusicDeps['blobs'], key: string, start: number, end: number) {
  // Of its own memory: it is handed to another thread, not copied.
  const bytes = new Uint8Array(end - start)
  let filled = 0
  for await (const chunk of blobs.read(key, { start, end: end - 1 }) as AsyncIterable<Buffer>) {
    bytes.set(chunk, filled)
    filled += chunk.byteLength
  }
  return bytes
}
