import { attachment } from '@bell/platform/http'
import type { Track } from '../tracks/tracks.schema.ts'

const endings: Record<string, string> = {
  'audio/mpeg': 'mp3',
  'audio/aac': 'aac',
  'audio/mp4': 'm4a',
  'audio/flac': 'flac',
  'audio/ogg; codecs=vorbis': 'ogg',
  'audio/ogg; codecs=opus': 'opus',
  'audio/wav': 'wav',
}

/** "Artist - Title.ext", as a Content-Disposition. */
export function trackAttachment({ title, artists }: Pick<Track, 'title' | 'artists'>, contentType: string) {
  const names = artists.filter(({ role }) => role === 'main' || role === 'featured').map(({ name }) => name)
  return attachment([names.join(', '), title].filter(Boolean).join(' - '), endings[contentType] ?? 'bin', 'track')
}
