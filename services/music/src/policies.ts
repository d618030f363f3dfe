import { createPolicies, type User } from '@bell/platform/http'
import type { Status, Visibility } from './tracks/tracks.schema.ts'

type Shown = { audience: number; uploaderId: string }

/** Who may do what in MusicBell. What a person may not see is answered as if it were not there. */
export const can = createPolicies({
  manageDemo: (user: User | undefined, _thing: undefined) => has(user, 'owner', 'admin'),
  addMusic: (user: User | undefined, _thing: undefined) => has(user, 'owner', 'admin', 'artist'),
  /** What others have added, but for what only they see. */
  editOthers: (user: User | undefined, _things: undefined) => has(user, 'owner', 'admin'),
  seeTrack: (user: User | undefined, track: Shown) =>
    track.audience === 2 ||
    (user !== undefined && (track.audience === 1 || (track.audience === 0 && track.uploaderId === user.id))),
  /** Takes the file itself. */
  downloadTrack: (user: User | undefined, track: Shown & { downloadable: number }) =>
    (user !== undefined && track.uploaderId === user.id && track.audience >= 0) ||
    (track.audience > 0 && has(user, 'owner', 'admin')) ||
    (track.downloadable === 1 && (track.audience === 2 || (user !== undefined && track.audience === 1))),
  editTrack: (user: User | undefined, track: Shown) =>
    user !== undefined &&
    ((track.audience >= 0 && track.uploaderId === user.id) || (track.audience > 0 && has(user, 'owner', 'admin'))),
  /** A deleted track, to see, bring back, or take away for good: another's only where others had seen it. */
  restoreTrack: (user: User | undefined, track: { uploaderId: string; status: Status; visibility: Visibility }) =>
    user !== undefined &&
    (track.uploaderId === user.id ||
      (track.status === 'ready' && track.visibility !== 'draft' && has(user, 'owner', 'admin'))),
  editArtist: (user: User | undefined, artist: { createdBy: string }) =>
    user !== undefined && (artist.createdBy === user.id || has(user, 'owner', 'admin')),
})

function has(user: User | undefined, ...roles: User['roles']) {
  return user !== undefined && user.roles.some((role) => roles.includes(role))
}
