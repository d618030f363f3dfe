import { domainToUnicode } from 'node:url'

/** Sites that an artist's page links to, and the hosts (with what is below them) that are theirs. */
const hostsOf = {
  youtube: ['youtube.com', 'youtu.be'],
  instagram: ['instagram.com'],
  x: ['x.com', 'twitter.com'],
  soundcloud: ['soundcloud.com'],
  bandcamp: ['bandcamp.com'],
  spotify: ['spotify.com', 'spotify.link'],
  'apple-music': ['music.apple.com', 'itunes.apple.com'],
}
type Site = keyof typeof hostsOf
const sites = Object.keys(hostsOf) as Site[]

export const linkKinds = ['website', ...sites, 'other'] as const
export type LinkKind = (typeof linkKinds)[number]

const siteNames: Record<Site, string> = {
  youtube: 'YouTube',
  instagram: 'Instagram',
  x: 'X',
  soundcloud: 'SoundCloud',
  bandcamp: 'Bandcamp',
  spotify: 'Spotify',
  'apple-music': 'Apple Music',
}

/** @returns the address as it is kept and what kind it is, or, as text, what is wrong with it */
export function readLink(text: string, kind: LinkKind | undefined): { kind: LinkKind; url: string } | string {
  // The parser forgives tabs and line ends inside; a person who sends them means something else.
  if (/[\p{Cc}\s]/u.test(text) || !URL.canParse(text)) return 'must be a web address, such as https://example.org'
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://'
  if (url.username !== '' || url.password !== '') return 'must not hold a name or password'
  if (!url.hostname.includes('.')) return 'must name a site, such as https://example.org'
  const site = siteOf(url.hostname)
  if (kind !== undefined && kind in hostsOf && site !== kind) {
    return `must be an address of ${siteNames[kind as Site]} (${hostsOf[kind as Site].join(', ')})`
  }
  return { kind: kind ?? site ?? 'website', url: url.href }
}

function siteOf(host: string) {
  return sites.find((site) => hostsOf[site].some((known) => host === known || host.endsWith(`.${known}`)))
}

// Letters that look like those of other alphabets stay as the network writes them (xn--…): a Cyrillic “а” fools people.
const unmistakable =
  /^(?:[a-z\d-]+|[\p{Script=Hangul}\d-]+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\d-]+)$/u

/** The site of an address as people may read it: a name in Hangul, Kana or Chinese characters in these. */
export function hostOfLink(url: string) {
  const host = new URL(url).hostname.replace(/^www\./, '')
  const readable = domainToUnicode(host)
  return readable !== '' && readable.split('.').every((label) => unmistakable.test(label)) ? readable : host
}
