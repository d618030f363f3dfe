import type { SessionUser } from '@bell/ui/session'
import type { Track } from '../api/shapes.ts'

/** Who may change a track; the server decides, this only shows the way to those who may. */
export function mayEdit(user: SessionUser | undefined, track: Pick<Track, 'uploadedBy'>): boolean {
  if (!user) return false
  return track.uploadedBy.id === user.id || user.roles.some((role) => role === 'owner' || role === 'admin')
}
