import type { TrackTable } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import type { ReadBytes } from './audio-reader.ts'

/** A track's file as the blob store has it, or undefined where it is not (wholly) there. */
export async function openTrackFile(
  { db, blobs }: MusicDeps,
  { contentHash }: Pick<TrackTable, 'contentHash'>,
): Promise<{ key: string; size: number; read: ReadBytes } | undefined> {
  if (contentHash === null) return undefined
  const blob = await db.selectFrom('blob').select('key').where('hash', '=', contentHash).executeTakeFirst()
  const stored = blob && (await blobs.stat(blob.key))
  if (!stored?.complete) return undefined
  return { key: blob!.key, size: stored.size, read: (start, end) => readRange(blobs, blob!.key, start, end) }
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
