import { defineConsumer } from '@bell/platform/events'
import type { Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import type { MusicDeps } from '../deps.ts'
import { trackAnalysisDue, trackChanged, trackReady } from '../events.ts'
import type { AudioReader } from '../ingest/audio-reader.ts'
import { openTrackFile } from '../ingest/track-file.ts'
import type { MusicTables, SoundAnalysisTable } from '../tables.ts'
import { rewriteCards } from '../tracks/cards.ts'
import { findTrack } from '../tracks/tracks.queries.ts'
import type { Format } from '../tracks/tracks.schema.ts'
import { findAnalysis } from './sound.queries.ts'

type Prepared = { contentHash: string; analysis: SoundAnalysisTable | null } | null

/**
 * Decodes what became ready: its waveform, its loudness, and what of it is damaged. A content is decoded once, whoever
 * added it. The track plays meanwhile.
 */
export function soundConsumer(deps: MusicDeps, decoder: AudioReader, concurrency: number) {
  return defineConsumer<MusicTables, Prepared>({
    group: 'music.sound',
    events: [trackReady, trackAnalysisDue],
    concurrency,

    async prepare(event) {
      const track = await findTrack(deps.db, event.subject)
      if (track?.status !== 'ready' || track.contentHash === null) return null
      const { contentHash, durationMs } = track
      if (await findAnalysis(deps.db, contentHash)) return { contentHash, analysis: null }
      const file = await openTrackFile(deps, track)
      if (!file) return null
      const format = JSON.parse(track.format!) as Format
      const report = await decoder.run({ kind: 'analyse', size: file.size, format, durationMs: durationMs! }, file.read)
      const analysedAt = deps.clock.now()
      if (report?.state !== 'done') {
        const nothing = { peaks: null, loudnessLufs: null, peakDbfs: null, damage: null }
        return { contentHash, analysis: { contentHash, state: report?.state ?? 'failed', ...nothing, analysedAt } }
      }
      const { peaks, loudnessLufs, peakDbfs, damage } = report
      const found = { peaks, loudnessLufs, peakDbfs, damage: damage && JSON.stringify(damage) }
      return { contentHash, analysis: { contentHash, state: 'done', ...found, analysedAt } }
    },

    async apply(tx, batch) {
      for (const { event, prepared } of batch) {
        if (prepared && (await keepAnalysis(tx, prepared))) await tellTrack(tx, event.subject, deps.clock.now())
      }
    },
  })
}

/** @returns false where the content is gone */
async function keepAnalysis(tx: Tx<MusicTables>, { contentHash, analysis }: NonNullable<Prepared>) {
  // As in releaseBlob: lock first, then look.
  const held = await tx
    .updateTable('blob')
    .set((row) => ({ bytes: row.ref('bytes') }))
    .where('hash', '=', contentHash)
    .executeTakeFirst()
  if (held.numUpdatedRows === 0n) return false
  if (analysis) {
    await tx
      .insertInto('soundAnalysis')
      .values(analysis)
      .onConflict((conflict) => conflict.column('contentHash').doNothing())
      .execute()
  }
  return true
}

async function tellTrack(tx: Tx<MusicTables>, trackId: string, at: number) {
  const [card] = await rewriteCards(tx, [trackId])
  if (card) await appendOutbox(tx, trackChanged, { key: trackId, data: { trackId, revision: card.revision }, at })
}
