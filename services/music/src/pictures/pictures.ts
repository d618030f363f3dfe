import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { AppError, unavailable, type User } from '@bell/platform/http'
import type { MusicTables } from '../tables.ts'
import { albumHasChanged } from '../albums/albums.queries.ts'
import { artistNotFound, getEditableArtist, notYourArtist, updateArtist } from '../artists/artists.ts'
import type { MusicDeps } from '../deps.ts'
import { trackChanged } from '../events.ts'
import { PictureRefused } from '../ingest/images.ts'
import { can } from '../policies.ts'
import { rewriteCards } from '../tracks/cards.ts'
import { findTrack } from '../tracks/tracks.queries.ts'
import { getEditable as getEditableTrack, notYourTrack, trackNotFound } from '../tracks/tracks.ts'
import { findPictureOf, refOf, type PictureOwner } from './picture-owners.ts'
import { releasePicture } from './release-picture.ts'

interface Picture {
  id: string
  color: string | null
}

/**
 * Gives an artist a photo, or a track a cover, in place of the one it has; ImgBell keeps it.
 * @throws what the owner's getEditable throws, what ImgBell refuses (not_a_picture, too_many_pixels,
 * picture_unreadable), pictures_unavailable (503)
 */
export async function putPicture(deps: MusicDeps, user: User, owner: PictureOwner, bytes: Buffer, contentType: string) {
  const kept = await keep(deps, owner, bytes, contentType)
  try {
    await showPicture(deps, user, owner, { id: kept.id, color: kept.color ?? null })
  } catch (error) {
    await letGo(deps, owner, kept.id)
    throw error
  }
}

/** Takes the photo or cover away; where there is none, nothing happens. @throws what getEditable throws */
export function removePicture(deps: MusicDeps, user: User, owner: PictureOwner) {
  return showPicture(deps, user, owner, null)
}

/** Before a picture is read: who may not change its owner sends none. @throws as getEditable does */
export async function checkPictureOwner({ db }: MusicDeps, user: User, { kind, id }: PictureOwner) {
  if (kind === 'track') {
    const track = await findTrack(db, id)
    if (!track || !can(user, 'seeTrack', track)) throw trackNotFound()
    if (!can(user, 'editTrack', track)) throw notYourTrack()
    return
  }
  const artist = await db
    .selectFrom('artist')
    .select('createdBy')
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!artist) throw artistNotFound()
  if (!can(user, 'editArtist', artist)) throw notYourArtist()
}

async function keep({ images }: MusicDeps, owner: PictureOwner, bytes: Buffer, contentType: string) {
  try {
    return await images.put(bytes, { ownerRef: refOf(owner), contentType })
  } catch (error) {
    if (error instanceof PictureRefused) throw new AppError(error.status, error.code, error.message)
    throw unavailable('pictures_unavailable', 'Pictures cannot be kept right now; try again in a moment.', {
      cause: error,
    })
  }
}

function showPicture(deps: MusicDeps, user: User, owner: PictureOwner, picture: Picture | null) {
  return inTransaction(deps.db, async (tx) => {
    const before =
      owner.kind === 'artist'
        ? await setPhoto(tx, deps, user, owner.id, picture)
        : await setCover(tx, deps, user, owner.id, picture)
    if (before !== null && before !== picture?.id) await releasePicture(tx, owner, before, deps.clock.now())
  })
}

/** @returns the photo before */
async function setPhoto(tx: Tx<MusicTables>, deps: MusicDeps, user: User, artistId: string, picture: Picture | null) {
  const artist = await getEditableArtist(tx, user, artistId)
  const photoId = picture?.id ?? null
  if (photoId !== artist.photoId) {
    await updateArtist(tx, deps, artist, { photoId, photoColor: picture?.color ?? null })
  }
  return artist.photoId
}

/** @returns the cover before */
async function setCover(tx: Tx<MusicTables>, deps: MusicDeps, user: User, trackId: string, picture: Picture | null) {
  const { coverId: before, albumId } = await getEditableTrack(tx, user, trackId)
  const coverId = picture?.id ?? null
  if (coverId === before) return before
  const at = deps.clock.now()
  await tx
    .updateTable('track')
    .set({ coverId, coverColor: picture?.color ?? null })
    .where('id', '=', trackId)
    .execute()
  const [card] = await rewriteCards(tx, [trackId])
  await appendOutbox(tx, trackChanged, { key: trackId, data: { trackId, revision: card!.revision }, at })
  if (albumId !== null) await albumHasChanged(tx, albumId, at)
  return before
}

/** What was kept for an owner who may not have it after all; unless the owner shows the very same already. */
async function letGo(deps: MusicDeps, owner: PictureOwner, imageId: string) {
  if ((await findPictureOf(deps.db, refOf(owner))) === imageId) return
  await inTransaction(deps.db, (tx) => releasePicture(tx, owner, imageId, deps.clock.now()))
}
