import { toast } from '@bell/ui'
import type { SessionUser } from '@bell/ui/session'
import type { Track } from '../api/shapes.ts'
import { say } from '../i18n/words.ts'
import type { MusicApp } from '../music-app.ts'
import { mayEdit } from './may-edit.ts'

/** The file itself: for whoever added it or looks after the place, and for everyone where it is given away. */
export function mayDownload(user: SessionUser | undefined, track: Track) {
  return track.status === 'ready' && (track.downloadable || mayEdit(user, track))
}

/** Hands the file to the browser, which saves it as any other. */
export function downloadTrack({ api }: MusicApp, track: Track) {
  api.streamUrl(track.id, { download: true }).then(
    ({ url }) => location.assign(url),
    () => toast(say('track.downloadFailed', { title: track.title }), { tone: 'error' }),
  )
}
