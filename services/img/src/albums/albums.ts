import { randomUUID } from 'node:crypto'
import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { forbidden, notFound, type User } from '@bell/platform/http'
import type { ImgDeps } from '../deps.ts'
import { albumChanged } from '../events.ts'
import { audiences } from '../images/audiences.ts'
import { renewAlbum } from '../images/public-ids.ts'
import { can } from '../policies.ts'
import type { AlbumTable, ImgTables } from '../tables.ts'
import { findAlbum, listHeld, lockAlbum, type AlbumRow } from './albums.queries.ts'
import type { AlbumChanges, NewAlbum } from './albums.schema.ts'

/** @returns the album's id */
export async function createAlbum({ db, clock, newId }: ImgDeps, user: User, given: NewAlbum) {
  if (!can(user, 'addAlbum', undefined)) throw forbidden('no_person', 'Albums are for people, not for services.')
  const at = clock.now()
  const audience = audiences.indexOf(given.visibility) as AlbumTable['audience']
  const album: AlbumTable = {
    id: newId(),
    ownerId: user.id,
    ownerName: user.name,
    title: given.title,
    description: given.description,
    audience,
    publicId: audience === 2 ? randomUUID() : null,
    coverId: null,
    imageCount: 0,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
    revision: 1,
  }
  await inTransaction(db, async (tx) => {
    await tx.insertInto('album').values(album).execute()
    await announce(tx, album, album.audience, at)
  })
  return album.id
}

/**
 * Changes what is given. An album that is public no more has lost its address at once, and its pictures theirs; when it
 * is shown again, all have others.
 * @throws album_not_found (404), not_your_album (403), image_not_in_album (404)
 */
export async function changeAlbum(deps: ImgDeps, user: User, id: string, changes: AlbumChanges) {
  // Once more only where the album has changed while its pictures got their addresses.
  while (!(await changeOnce(deps, user, id, changes)));
}

async function changeOnce(deps: ImgDeps, user: User, id: string, { visibility, ...rest }: AlbumChanges) {
  const { db } = deps
  const seen = await inTransaction(db, (tx) => getEditableAlbum(tx, user, id))
  if (visibility === 'public' && seen.audience !== 2) await renewAlbum(deps, id)
  return inTransaction(db, async (tx) => {
    const album = await getEditableAlbum(tx, user, id)
    if (album.revision !== seen.revision) return false
    if (rest.coverId && (await listHeld(tx, id, [rest.coverId])).length === 0) throw imageNotInAlbum()
    const audience = visibility === undefined ? album.audience : (audiences.indexOf(visibility) as AlbumRow['audience'])
    await touchAlbum(tx, deps, album, {
      ...rest,
      ...(album.ownerId === user.id && { ownerName: user.name }),
      ...(audience !== album.audience && { audience, publicId: audience === 2 ? randomUUID() : null }),
    })
    return true
  })
}

/** Locked until the commit. @throws album_not_found (404; also what the person may not see), not_your_album (403) */
export async function getEditableAlbum(tx: Tx<ImgTables>, user: User, id: string): Promise<AlbumRow> {
  await lockAlbum(tx, id)
  const album = await findAlbum(tx, id)
  if (!album || !can(user, 'seeAlbum', album)) throw albumNotFound()
  if (!can(user, 'editAlbum', album)) {
    throw forbidden('not_your_album', 'Only whose album this is may change it.')
  }
  return album
}

/** Changes a locked album's row and announces that it changed. */
export async function touchAlbum(
  tx: Tx<ImgTables>,
  { clock }: Pick<ImgDeps, 'clock'>,
  album: AlbumTable,
  changes: Partial<AlbumTable>,
) {
  const [at, revision] = [clock.now(), album.revision + 1]
  await tx
    .updateTable('album')
    .set({ ...changes, revision, updatedAt: at })
    .where('id', '=', album.id)
    .execute()
  const widest = Math.max(album.audience, changes.audience ?? 0)
  await announce(tx, { ...album, ...changes, revision }, widest, at)
}

async function announce(
  tx: Tx<ImgTables>,
  { id, ownerId, revision, deletedAt }: AlbumTable,
  audience: number,
  at: number,
) {
  const data = { albumId: id, ownerId, revision, deleted: deletedAt !== null, audience }
  await appendOutbox(tx, albumChanged, { key: id, data, at })
}

export function albumNotFound() {
  return notFound('album_not_found', 'This album is not here (any more).')
}

export function imageNotInAlbum() {
  return notFound('image_not_in_album', 'This picture is not in this album (any more).')
}
