import { defineConsumer } from '@bell/platform/events'
import type { MusicDeps } from '../../deps.ts'
import { trackReady } from '../../events.ts'
import type { MusicTables } from '../../tables.ts'
import { findTrack } from '../../tracks/tracks.queries.ts'
import { buildSeekIndex, type SeekIndex } from './build.ts'

type Prepared = (SeekIndex & { contentHash: string }) | undefined

/** Makes the seek index of what became ready, once a content. The track plays meanwhile, from the file itself. */
export function seekIndexConsumer({ db, blobs }: MusicDeps) {
  return defineConsumer<MusicTables, Prepared>({
    group: 'music.seek-index',
    events: [trackReady],

    async prepare(event) {
      const track = await findTrack(db, event.subject)
      if (track?.status !== 'ready' || track.contentHash === null) return undefined
      const { contentHash } = track
      const blob = await db
        .selectFrom('blob')
        .leftJoin('seekIndex', 'seekIndex.contentHash', 'blob.hash')
        .select(['blob.key', 'blob.bytes', 'seekIndex.dataStart'])
        .where('blob.hash', '=', contentHash)
        .executeTakeFirst()
      if (!blob || blob.dataStart !== null) return undefined
      // Only headers are looked at, a fraction of a millisecond a piece: no work for a thread of its own.
      const read = (start: number, end?: number) => blobs.read(blob.key, { start, ...(end && { end: end - 1 }) })
      const index = await buildSeekIndex(track.contentType, blob.bytes, read)
      return index && { ...index, contentHash }
    },

    async apply(tx, batch) {
      for (const { prepared } of batch) {
        if (!prepared) continue
        const { contentHash, head, dataStart } = prepared
        // As in releaseBlob: lock first, then look.
        const held = await tx
          .updateTable('blob')
          .set((row) => ({ bytes: row.ref('bytes') }))
          .where('hash', '=', contentHash)
          .executeTakeFirst()
        if (held.numUpdatedRows === 0n) continue
        await tx
          .insertInto('seekIndex')
          .values({ contentHash, head, headBytes: head.length, dataStart })
          .onConflict((conflict) => conflict.column('contentHash').doNothing())
          .execute()
      }
    },
  })
}
