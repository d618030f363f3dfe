import { inTransaction, type Db, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import type { User } from '@bell/platform/http'
import type { ImgDeps } from '../deps.ts'
import { personPictureChanged } from '../events.ts'
import { findImage } from '../images/images.queries.ts'
import { dropImage } from '../images/images.ts'
import { cover, storeImage } from '../images/store-image.ts'
import type { InTurn } from '../sharp/turns.ts'
import type { ImgTables } from '../tables.ts'
import { isHere } from './people.queries.ts'

/*
 * A person's picture is none of their pictures: it is public whatever albums say, and the same bytes in an album are
 * another one. So it has an owner of its own.
 */

/** Whose a person's profile picture is. */
export const profileOwner = (userId: string) => `profile:${userId}`

/** Gives a person a picture, in place of the one they have. @throws what storeImage throws */
export async function putProfilePicture(deps: ImgDeps, inTurn: InTurn, userId: string, bytes: Buffer) {
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes as Buffer<ArrayBuffer>)).toString('hex')
  const owner: User = { id: profileOwner(userId), name: '', roles: [], scopes: [] }
  const texts = { title: '', caption: '', keepPosition: false }
  const picture = { hash, read: async () => bytes, keeping: cover, audience: 2, ...texts } as const
  await storeImage(deps, inTurn, owner, picture, (tx, { id }) => setPicture(tx, deps, userId, id))
}

/** Again is no error. */
export async function removeProfilePicture(deps: ImgDeps, userId: string) {
  await inTransaction(deps.db, (tx) => setPicture(tx, deps, userId, null))
}

async function setPicture(tx: Tx<ImgTables>, deps: ImgDeps, userId: string, imageId: string | null) {
  // Locked, or made: who comes next sees what this one leaves.
  await tx
    .insertInto('profilePicture')
    .values({ userId, imageId: null, revision: 0 })
    .onConflict((conflict) => conflict.column('userId').doUpdateSet({ userId }))
    .execute()
  const before = await tx
    .selectFrom('profilePicture')
    .selectAll()
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow()
  if (before.imageId === imageId) return
  const revision = before.revision + 1
  await tx.updateTable('profilePicture').set({ imageId, revision }).where('userId', '=', userId).execute()
  if (before.imageId !== null) await dropImage(tx, deps, before.imageId)
  const data = { userId, imageId, revision }
  await appendOutbox(tx, personPictureChanged, { key: userId, data, at: deps.clock.now() })
}

/** Not of someone who has left. */
export async function findProfilePicture(db: Db<ImgTables>, userId: string) {
  const row = await db
    .selectFrom('profilePicture')
    .select('imageId')
    .where('userId', '=', userId)
    .where(isHere('profilePicture.userId'))
    .executeTakeFirst()
  return row?.imageId ? findImage(db, row.imageId) : undefined
}
