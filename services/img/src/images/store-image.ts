import { randomUUID } from 'node:crypto'
import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { conflict, unavailable, type User } from '@bell/platform/http'
import { setDeleted } from '../deleting/set-deleted.ts'
import type { ImgDeps } from '../deps.ts'
import { imageStored } from '../events.ts'
import { keepPicture, type Keeping } from '../sharp/keep-picture.ts'
import { readPosition } from '../sharp/read-position.ts'
import type { InTurn } from '../sharp/turns.ts'
import type { ImageTable, ImgTables } from '../tables.ts'
import { findImageByContent, insertImage, lockImages } from './images.queries.ts'
import type { Position } from './images.schema.ts'
import { blobKeys, putBlob } from './stored-blobs.ts'
import { beginImage, finishImage } from './unfinished.ts'

/** A cover, as services show it everywhere. */
export const cover: Keeping = { moving: false, longestSide: 4096 }
/** Whole, but for what no browser shows: WebP ends at this. */
export const photograph: Keeping = { moving: true, longestSide: 16_383 }

export interface GivenPicture {
  /** SHA-256 of the bytes, hex. */
  hash: string
  /** Called when it is its turn, so that whoever waits holds no memory. */
  read(): Promise<Buffer>
  keeping: Keeping
  audience: ImageTable['audience']
  title: string
  caption: string
  keepPosition: boolean
}

/**
 * Keeps a picture for its owner; the same bytes again are the same picture, and bring it back where it was deleted.
 * @param settle what belongs to it in the same transaction; may run again
 * @throws what keepPicture refuses, img_busy (503), image_going (409)
 */
export async function storeImage(
  deps: ImgDeps,
  inTurn: InTurn,
  owner: User,
  given: GivenPicture,
  settle: (tx: Tx<ImgTables>, image: ImageTable) => Promise<void>,
): Promise<{ id: string; isNew: boolean }> {
  const { db, blobs } = deps
  const known = await useAgain(deps, owner, given, settle)
  if (known) return { id: known, isNew: false }

  const image = await inTurn(() => keep(deps, owner, given))
  const added = await inTransaction(db, async (tx) => {
    if (!(await insertImage(tx, image))) return false
    if (!(await finishImage(tx, image.id, image.createdAt))) {
      throw unavailable('img_busy', 'Keeping this picture took too long; please send it again.')
    }
    const { id: imageId, ownerId, width, height, color, revision, createdAt } = image
    const data = { imageId, ownerId, width, height, color, revision }
    await appendOutbox(tx, imageStored, { key: imageId, data, at: createdAt })
    await settle(tx, image)
    return true
  })
  if (added) return { id: image.id, isNew: true }
  // The same picture came twice at once, and the other was first.
  await blobs.delete(blobKeys.kept(image.id))
  await finishImage(db, image.id, image.createdAt)
  const first = await useAgain(deps, owner, given, settle)
  if (!first) throw going()
  return { id: first, isNew: false }
}

async function useAgain(
  deps: ImgDeps,
  owner: User,
  given: GivenPicture,
  settle: (tx: Tx<ImgTables>, image: ImageTable) => Promise<void>,
) {
  const { hash, keepPosition } = given
  const seen = await findImageByContent(deps.db, owner.id, hash)
  if (!seen) return undefined
  const position = keepPosition && seen.latitude === null ? await readPosition(await given.read()) : null
  return inTransaction(deps.db, async (tx) => {
    await lockImages(tx, [seen.id])
    const image = await findImageByContent(tx, owner.id, hash)
    if (!image) return undefined
    if (image.deletedAt === 0) throw going()
    if (image.deletedAt !== null) await setDeleted(tx, deps, [image], null)
    if (position) await tx.updateTable('image').set(position).where('id', '=', image.id).execute()
    await settle(tx, image)
    return image.id
  })
}

/** Writes the picture anew into the store. @returns its row, which is not there yet */
async function keep({ db, newId, clock, blobs }: ImgDeps, owner: User, given: GivenPicture): Promise<ImageTable> {
  const { hash, audience, title, caption, keepPosition, keeping } = given
  const bytes = await given.read()
  const { data, transparent, animated, ...seen } = await keepPicture(bytes, keeping)
  const position: Position | null = keepPosition ? await readPosition(bytes) : null
  const [id, at] = [newId(), clock.now()]
  await beginImage(db, id, at)
  await putBlob(blobs, blobKeys.kept(id), data)
  return {
    id,
    ownerId: owner.id,
    hash,
    // A service knows its pictures by one id.
    publicId: owner.clientId === undefined ? randomUUID() : id,
    audience,
    title,
    caption,
    ...seen,
    bytes: data.length,
    animated: animated ? 1 : 0,
    transparent: transparent ? 1 : 0,
    latitude: position?.latitude ?? null,
    longitude: position?.longitude ?? null,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
    deletedWith: null,
    revision: 1,
  }
}

function going() {
  return conflict('image_going', 'This picture is just being deleted for good; send it again in a moment.')
}
