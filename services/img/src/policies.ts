import { createPolicies, type User } from '@bell/platform/http'

const mayAdd = new Set(['owner', 'admin', 'artist'])

export const can = createPolicies({
  /** Service accounts by their scope, people by their role. */
  addImage: (user: User | undefined, _anywhere: undefined) =>
    user !== undefined &&
    (user.clientId === undefined ? user.roles.some((role) => mayAdd.has(role)) : user.scopes.includes('img:write')),
  deleteImage: (user: User | undefined, image: { ownerId: string }) =>
    user !== undefined && (user.id === image.ownerId || user.roles.includes('owner') || user.roles.includes('admin')),
})
