import type { ArtistLink } from '../api/shapes.ts'

/** What a link leads to. */
export type LinkKind = ArtistLink['kind']

/** As the server tells kinds apart; it has the last word. */
const hosts: Record<string, LinkKind> = {
  'youtube.com': 'youtube',
  'youtu.be': 'youtube',
  'instagram.com': 'instagram',
  'x.com': 'x',
  'twitter.com': 'x',
  'bandcamp.com': 'bandcamp',
  'soundcloud.com': 'soundcloud',
  'spotify.com': 'spotify',
  'spotify.link': 'spotify',
  'music.apple.com': 'apple-music',
  'itunes.apple.com': 'apple-music',
}

/** Names of sites, the same in every language. */
export const siteNames: Partial<Record<LinkKind, string>> = {
  youtube: 'YouTube',
  instagram: 'Instagram',
  x: 'X',
  bandcamp: 'Bandcamp',
  soundcloud: 'SoundCloud',
  spotify: 'Spotify',
  'apple-music': 'Apple Music',
}

export function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text) && new URL(text).hostname.includes('.')
}

/** The address one means who leaves out how it begins: `youtube.com/@kite`. */
export function completeAddress(text: string): string {
  const trimmed = text.trim()
  return /^[\p{L}\d-]+(\.[\p{L}\d-]+)+([/?#]\S*)?$/u.test(trimmed) ? `https://${trimmed}` : trimmed
}

export function kindOfLink(url: string): LinkKind {
  if (!URL.canParse(url)) return 'website'
  const { hostname } = new URL(url)
  const host = Object.keys(hosts).find((known) => hostname === known || hostname.endsWith(`.${known}`))
  return host ? hosts[host]! : 'website'
}
