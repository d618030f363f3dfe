import { createPolicies, type User } from '@bell/platform/http'
import { putPictures } from '@bell/platform/people'

interface Shown {
  ownerId: string
  /** Who sees it, all things considered: 0 its person, 1 members, 2 everyone. */
  seenBy: number
}

/** Who may do what in ImgBell. What someone may not see is answered as if it were not there. */
export const can = createPolicies({
  /** Service accounts by their scope; every person may. */
  addImage: (user: User | undefined, _anywhere: undefined) =>
    user !== undefined && (user.clientId === undefined || user.scopes.includes('img:write')),
  /** Sends one in pieces, or puts it into an album. */
  uploadImage: (user: User | undefined, _anywhere: undefined) => isPerson(user),
  addAlbum: (user: User | undefined, _anywhere: undefined) => isPerson(user),
  seeImage,
  /** Changes it, or deletes it and brings it back. */
  editImage: edit,
  /** A profile picture. */
  setPicture: (user: User | undefined, { userId }: { userId: string }) =>
    user !== undefined && (isPerson(user) ? user.id === userId : user.scopes.includes(putPictures)),
  seeAlbum: seeImage,
  editAlbum: edit,
})

function seeImage(user: User | undefined, { ownerId, seenBy }: Shown) {
  return seenBy === 2 || user?.id === ownerId || (seenBy === 1 && isPerson(user))
}

/** One's own; those who run the place also what others see. */
function edit(user: User | undefined, { ownerId, seenBy }: Shown) {
  return (
    user !== undefined &&
    (user.id === ownerId || (seenBy > 0 && user.roles.some((role) => role === 'owner' || role === 'admin')))
  )
}

function isPerson(user: User | undefined) {
  return user !== undefined && user.clientId === undefined
}
