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

/** What file systems refuse, what leads elsewhere, and what shows a name other than it is (controls, text direction). */
const refused = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu
const mostCharacters = 120

/** "Artist - Title.ext", as a Content-Disposition (RFC 6266; the second name in UTF-8 by RFC 8187). */
export function attachment({ title, artists }: Pick<Track, 'title' | 'artists'>, contentType: string) {
  const names = artists.filter(({ role }) => role === 'main' || role === 'featured').map(({ name }) => name)
  const ending = endings[contentType] ?? 'bin'
  const name = `${clean([names.join(', '), title].filter(Boolean).join(' - '))}.${ending}`
  const ascii = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^ -~]|%/g, '_')
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

function clean(name: string) {
  const characters = Array.from(name.normalize('NFC').toWellFormed().replaceAll(refused, '_')).slice(0, mostCharacters)
  return characters.join('').replaceAll(/^[. ]+|[. ]+$/g, '') || 'track'
}
