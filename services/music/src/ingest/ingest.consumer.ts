import { defineConsumer } from '@bell/platform/events'
import type { Picture } from '@bell/tags'
import { needsPlayable } from '../sound/playable.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { trackPurged, trackUploaded } from '../events.ts'
import type { Failure } from '../tracks/tracks.schema.ts'
import { findTrack } from '../tracks/tracks.queries.ts'
import type { AudioReader } from './audio-reader.ts'
import type { Findings } from './findings.ts'
import { PictureRefused } from './images.ts'
import { acceptTrack, failTrack, type Cover } from './settle.ts'
import { createPlayables, deletePlayable, keepPlayableBytes } from './keep-playable.ts'
import { openTrackFile } from './track-file.ts'

type Prepared =
  | { kind: 'gone' }
  | { kind: 'refused'; failure: Failure }
  | {
      kind: 'audio'
      audio: Omit<Extract<Findings, { kind: 'audio' }>, 'picture'>
      playableBytes: number | null
      cover: Cover
    }

/** Reads what was uploaded: the track becomes ready, or failed with the reason. */
export function ingestConsumer(deps: MusicDeps, reader: AudioReader) {
  const keepPlayable = createPlayables(deps, reader)

  return defineConsumer<MusicTables, Prepared>({
    group: 'music.ingest',
    // A track's purge comes behind its upload: what was begun after its bytes had been deleted is known by then.
    events: [trackUploaded, trackPurged],

    async prepare(event) {
      if (trackPurged.is(event)) {
        for (const key of event.data.releasedBlobs) await deletePlayable(deps.blobs, key)
      }
      if (!trackUploaded.is(event)) return { kind: 'gone' }
      const { trackId } = event.data
      const track = await findTrack(deps.db, trackId)
      if (track?.status !== 'processing') return { kind: 'gone' }
      const findings = await readTrackFile(deps, reader, track)
      if (findings.kind === 'refused') return findings
      const { picture, ...audio } = findings
      const playableBytes = needsPlayable(audio.format) ? await keepPlayable(track, audio) : null
      return { kind: 'audio', audio, playableBytes, cover: await keepCover(deps, trackId, picture) }
    },

    async apply(tx, batch) {
      for (const { event, prepared } of batch) {
        const trackId = event.subject
        if (prepared.kind === 'audio') {
          const { audio, cover, playableBytes } = prepared
          await keepPlayableBytes(tx, trackId, playableBytes)
          await acceptTrack(tx, deps, trackId, audio, cover)
        }
        if (prepared.kind === 'refused') await failTrack(tx, deps, trackId, prepared.failure)
      }
    },

    async deadLettered(tx, event) {
      const detail = 'This file could not be read because of an error here. Try it again, or tell the owner.'
      await failTrack(tx, deps, event.subject, { code: 'ingest_failed', detail })
    },
  })
}

/** A cover that ImgBell cannot take now is no reason to keep the music back: it follows later (see covers.consumer). */
async function keepCover({ images, log }: MusicDeps, trackId: string, picture: Picture | null): Promise<Cover> {
  if (!picture) return { coverId: null, coverColor: null, coverDue: false }
  try {
    const { id, color } = await images.put(picture.bytes, {
      ownerRef: `track:${trackId}`,
      contentType: picture.contentType,
    })
    return { coverId: id, coverColor: color ?? null, coverDue: false }
  } catch (error) {
    log.warn({ err: error, trackId }, 'A cover could not be kept')
    return { coverId: null, coverColor: null, coverDue: !(error instanceof PictureRefused) }
  }
}

/** @throws what the blob store throws; also where the reader had no answer, which proves nothing against the file */
export async function readTrackFile(
  deps: MusicDeps,
  reader: AudioReader,
  track: Pick<TrackTable, 'contentHash'>,
): Promise<Findings> {
  const file = await openTrackFile(deps, track)
  if (!file) {
    return refuse('file_missing', 'The file got lost on its way. Choose it again.')
  }
  const findings = await reader.run({ kind: 'read', size: file.size }, file.read)
  if (!findings) throw new Error('Reading the file took too long, or too much memory.')
  return findings
}

function refuse(code: Failure['code'], detail: string): Findings {
  return { kind: 'refused', failure: { code, detail } }
}
