import type { Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { deleteUpload, findUpload } from '@bell/platform/uploads'
import { sameName, type Tags } from '@bell/tags'
import type { Credit } from '../credits/credits.queries.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { trackFailed, trackReady } from '../events.ts'
import { releasePicture } from '../pictures/release-picture.ts'
import { findBlob, releaseBlob } from '../tracks/blobs.queries.ts'
import { rewriteCards } from '../tracks/cards.ts'
import { creditsOf, describeTracks } from '../tracks/describe.ts'
import { lockTrack } from '../tracks/tracks.queries.ts'
import type { Failure, TrackDetails } from '../tracks/tracks.schema.ts'
import type { Findings } from './findings.ts'

export interface Cover {
  coverId: string | null
  /** #rrggbb, the colour that stands out in it. */
  coverColor: string | null
  /** The file holds a picture that could not be kept yet. */
  coverDue: boolean
}

type Audio = Extract<Findings, { kind: 'audio' }>

/** A track's file was read: what it is and what it says goes into the track, which is ready now. */
export async function acceptTrack(
  tx: Tx<MusicTables>,
  deps: MusicDeps,
  trackId: string,
  audio: Omit<Audio, 'picture'>,
  cover: Cover,
) {
  const owner = { kind: 'track', id: trackId } as const
  const track = await findProcessing(tx, trackId)
  if (!track) {
    // Deleted for good while its file was read: nobody else knows of its cover.
    if (cover.coverId !== null) await releasePicture(tx, owner, cover.coverId, deps.clock.now())
    return
  }
  await describeTracks(tx, deps, [track], mergeDetails(audio.tags, JSON.parse(track.typed) as TrackDetails))
  const { contentType, durationMs } = audio
  await tx
    .updateTable('track')
    .set({
      status: 'ready',
      contentType,
      durationMs,
      format: JSON.stringify(audio.format),
      // A person who gave a cover meanwhile means that one.
      ...(track.coverId === null && { coverId: cover.coverId, coverColor: cover.coverColor }),
      damage: audio.damage && JSON.stringify(audio.damage),
      typed: '{}',
    })
    .where('id', '=', trackId)
    .execute()
  if (track.coverId !== null && cover.coverId !== null && cover.coverId !== track.coverId) {
    await releasePicture(tx, owner, cover.coverId, deps.clock.now())
  }
  const releasedBlob = await dropUpload(tx, track)
  const [card] = await rewriteCards(tx, [trackId])
  const data = { trackId, revision: card!.revision, releasedBlob, coverDue: cover.coverDue }
  await appendOutbox(tx, trackReady, { key: trackId, data, at: deps.clock.now() })
}

/**
 * A track's file is none: of its content nothing stays; the row tells its uploader why until they dismiss it. Where the
 * fault was ours, the content and what was typed are kept, to be tried again.
 */
export async function failTrack(tx: Tx<MusicTables>, { clock }: MusicDeps, trackId: string, failure: Failure) {
  const track = await findProcessing(tx, trackId)
  if (!track) return
  const kept = canRetry(failure.code)
  await tx
    .updateTable('track')
    .set({
      status: 'failed',
      failureCode: failure.code,
      failureDetail: failure.detail,
      ...(!kept && { contentHash: null, typed: '{}' }),
    })
    .where('id', '=', trackId)
    .execute()
  const spare = await dropUpload(tx, track)
  const released = kept || track.contentHash === null ? null : await releaseBlob(tx, track.contentHash)
  const [card] = await rewriteCards(tx, [trackId])
  const data = { trackId, revision: card!.revision, releasedBlob: released ?? spare, code: failure.code }
  await appendOutbox(tx, trackFailed, { key: trackId, data, at: clock.now() })
}

/** Whether a failed track's file is still here, since it was not the file that failed. */
export function canRetry(code: Failure['code']) {
  return code === 'ingest_failed'
}

/** Its row is locked: ingest, its uploader's changes and a deletion come one after the other. */
async function findProcessing(tx: Tx<MusicTables>, trackId: string) {
  const track = await lockTrack(tx, trackId)
  return track?.status === 'processing' ? track : undefined
}

/** @returns the upload's blob where the same content was here already, so that this copy is not needed */
export async function dropUpload(tx: Tx<MusicTables>, track: TrackTable) {
  const upload = await findUpload(tx, track.uploadId)
  if (!upload) return null
  await deleteUpload(tx, upload.id)
  const blob = await findBlob(tx, track.contentHash!)
  return blob?.key === upload.blobKey ? null : upload.blobKey
}

/**
 * What a person typed wins over the tags. Guests and makers that the tags name are added to an artist who was typed
 * alone; a typed list of credits is whole.
 */
function mergeDetails(tags: Tags, typed: TrackDetails): TrackDetails {
  const { title, album, albumArtist, compilation, trackNumber, discNumber, year, genre } = tags
  const said = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined)) as TrackDetails
  const sameAlbum = typed.album === undefined || (!!typed.album && !!album && sameName(typed.album, album))
  const artists = typed.artists ?? [...(creditsOf(typed) ?? named('main', tags.artists)), ...othersOf(tags)]
  return {
    title,
    album,
    trackNumber,
    discNumber,
    year,
    genre,
    // Whose another album is, these tags do not know.
    ...(sameAlbum && { albumArtist, compilation: compilation || undefined }),
    ...said,
    ...(artists.length > 0 && { artists }),
  }
}

function othersOf({ featured, composers, lyricists, producers, remixers, performers }: Tags) {
  return [
    ...named('featured', featured),
    ...named('composer', composers),
    ...named('lyricist', lyricists),
    ...named('producer', producers),
    ...named('remixer', remixers),
    ...named('performer', performers),
  ]
}

function named(role: Credit['role'], names: string[]): Credit[] {
  return names.map((name) => ({ id: null, name, role }))
}
