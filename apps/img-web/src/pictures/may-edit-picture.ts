import type { SessionUser } from '@bell/ui/session'
import type { Picture } from '../api/shapes.ts'

/** One's own, and, for who runs the place, what others share; the server decides, this only shows the way. */
export function mayEditPicture(user: SessionUser | undefined, { ownerId, visibility }: Picture): boolean {
  if (!user || ownerId === undefined) return false
  const runsThePlace = user.roles.some((role) => role === 'owner' || role === 'admin')
  return user.id === ownerId || (runsThePlace && visibility !== 'private')
}
