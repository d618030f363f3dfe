/** What a link leads to, by its host; the server keeps the kind beside the address. */
export type LinkKind =
  | 'website'
  | 'youtube'
  | 'instagram'
  | 'x'
  | 'bandcamp'
  | 'soundcloud'
  | 'spotify'
  | 'apple-music'
  | 'other'

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

export const linkNames: Record<LinkKind, string> = {
  website: '',
  youtube: 'YouTube',
  instagram: 'Instagram',
  x: 'X',
  bandcamp: 'Bandcamp',
  soundcloud: 'SoundCloud',
  spotify: 'Spotify',
  'apple-music': 'Apple Music',
  other: '',
}

export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}

export function kindOfLink(url: string): LinkKind {
  if (!URL.canParse(url)) return 'website'
  const { hostname } = new URL(url)
  const host = Object.keys(hosts).find((known) => hostname === known || hostname.endsWith(`.${known}`))
  return host ? hosts[host]! : 'website'
}
