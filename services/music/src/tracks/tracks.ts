import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { AppError, conflict, forbidden, notFound, type User } from '@bell/platform/http'
import {
  claimUpload,
  completeUpload,
  discardUpload,
  getUpload,
  uploadNotFound,
  type UploadTable,
} from '@bell/platform/uploads'
import type { MusicTables, TrackTable } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { trackUploaded } from '../events.ts'
import { nameKey } from '../names.ts'
import { can } from '../policies.ts'
import { holdBlob } from './blobs.queries.ts'
import { rewriteCards } from './cards.ts'
import { checkArtists, creditsOf, describeTracks } from './describe.ts'
import { findTrack, findTrackOfUpload, findTwin, lockTrack, type Twin } from './tracks.queries.ts'
import type { NewTrack, TrackDetails } from './tracks.schema.ts'

/**
 * Makes a track of an upload, to be read by ingest; the same upload again is the same track. `demo`: it is the
 * demonstration catalogue's, and goes with it.
 * @returns the track's id. @throws upload_not_found, upload_expired, upload_incomplete, artist_not_found; track_exists
 * or track_deleted (409, with `trackId` and `title`) where the same bytes are here already: of the upload nothing stays
 */
export async function createTrack(
  deps: MusicDeps,
  user: User,
  { uploadId, ...typed }: NewTrack,
  { demo = false } = {},
) {
  const { db, clock, newId } = deps
  if (!can(user, 'addMusic', undefined)) {
    throw forbidden('not_an_artist', 'Only artists add music here; ask the owner to make you one.')
  }
  const made = await findTrackOfUpload(db, uploadId)
  if (made?.uploaderId === user.id) return made.id
  const upload = await getUpload(deps, user, uploadId)
  const contentHash = await completeUpload(deps, upload)
  const id = newId()
  try {
    return await inTransaction(db, async (tx) => {
      await checkArtists(tx, typed)
      const claimed = await claimUpload(tx, uploadId, clock.now())
      const again = await findTrackOfUpload(tx, uploadId)
      if (again) return again.id
      if (!claimed) throw uploadNotFound()
      await holdBlob(tx, { hash: contentHash, key: upload.blobKey, bytes: upload.bytes, createdAt: clock.now() })
      const twin = await findTwin(tx, user.id, contentHash)
      if (twin) throw contentIsHere(twin)
      await tx
        .insertInto('track')
        .values(newTrack({ id, user, upload, contentHash, typed, demo, at: clock.now() }))
        .execute()
      const credits = creditsOf(typed)
      // Album and numbers follow with the tags; until then the page shows what is sure.
      if (credits) await describeTracks(tx, deps, [(await findTrack(tx, id))!], { artists: credits })
      await rewriteCards(tx, [id])
      await appendOutbox(tx, trackUploaded, { key: id, data: { trackId: id }, at: clock.now() })
      return id
    })
  } catch (error) {
    if (error instanceof AppError && alreadyHere.has(error.code)) await discardUpload(deps, upload)
    throw error
  }
}

function newTrack({
  id,
  user,
  upload,
  contentHash,
  typed,
  demo,
  at,
}: {
  id: string
  user: User
  upload: UploadTable
  contentHash: string
  typed: TrackDetails
  demo: boolean
  at: number
}): TrackTable {
  const title = typed.title ?? titleOfFile(upload.fileName)
  return {
    id,
    uploadId: upload.id,
    uploaderId: user.id,
    uploaderName: user.name,
    title,
    titleKey: nameKey(title),
    artistKey: '',
    albumKey: '',
    yearKey: 0,
    lengthKey: 0,
    albumId: null,
    contentHash,
    status: 'processing',
    failureCode: null,
    failureDetail: null,
    visibility: typed.visibility ?? 'members',
    audience: 0,
    durationMs: null,
    format: null,
    damage: null,
    contentType: null,
    bytes: upload.bytes,
    trackNumber: null,
    discNumber: null,
    year: null,
    genre: null,
    coverId: null,
    coverColor: null,
    downloadable: typed.downloadable ? 1 : 0,
    demo: Number(demo),
    deletedAt: null,
    deletedWith: null,
    typed: JSON.stringify(typed),
    createdAt: at,
    revision: 0,
    card: '',
  }
}

/** Stands until the tags are read, and after that where they name no title. */
function titleOfFile(fileName: string) {
  return (
    fileName
      .replace(/\.[\w]{1,5}$/, '')
      .replaceAll(/[_\s]+/g, ' ')
      .trim() || 'Untitled'
  )
}

const alreadyHere = new Set(['track_exists', 'track_deleted'])

function contentIsHere({ id, title, deletedAt }: Twin) {
  const members = { trackId: id, title }
  return deletedAt === null
    ? conflict('track_exists', `This file is here already, as “${title}”.`, { members })
    : conflict('track_deleted', `You deleted this file, “${title}”, a while ago; bring it back instead.`, { members })
}

/** Locked until the commit. @throws track_not_found (404; also what the person may not see), not_your_track (403) */
export async function getEditable(tx: Tx<MusicTables>, user: User, trackId: string) {
  const track = await lockTrack(tx, trackId)
  if (!track || !can(user, 'seeTrack', track)) throw trackNotFound()
  if (!can(user, 'editTrack', track)) throw notYourTrack()
  return track
}

export function trackNotFound() {
  return notFound('track_not_found', 'This track is not here (any more).')
}

export function notYourTrack() {
  return forbidden('not_your_track', 'Only who added this track may change it.')
}
