import type { SessionUser } from '@bell/ui/session'
import type { Album } from '../api/shapes.ts'

/** One's own, and, for who runs the place, those that others share; the server decides, this only shows the way. */
export function mayEditAlbum(user: SessionUser | undefined, { ownerId, visibility }: Album): boolean {
  if (!user) return false
  const runsThePlace = user.roles.some((role) => role === 'owner' || role === 'admin')
  return user.id === ownerId || (runsThePlace && visibility !== 'private')
}
