import type { ICommonTagsResult } from 'music-metadata'
import type { Tags } from './findings.ts'

const longestLine = 300
const mostNames = 20

/** Tags as this service keeps them: lines of text without control characters, of a bounded length and number. */
export function readTags(common: ICommonTagsResult): Tags {
  return {
    title: line(common.title),
    artists: names(common.artists ?? [common.artist]),
    albumArtist: line(common.albumartist),
    album: line(common.album),
    trackNumber: whole(common.track.no, 1, 9999),
    discNumber: whole(common.disk.no, 1, 999),
    year: whole(common.year, 1000, 2999),
    genre: line(common.genre?.[0]),
    composers: names(common.composer),
    lyricists: names(common.lyricist),
    producers: names(common.producer),
    remixers: names(common.remixer),
  }
}

function line(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined
  // Cut first: a tag may be megabytes long, and all but its beginning is of no use.
  const cut = text
    .slice(0, longestLine * 4)
    .toWellFormed()
    .normalize('NFC')
  const clean = cut.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()
  // Not through the middle of a surrogate pair.
  const short = clean.slice(0, longestLine).replace(/[\ud800-\udbff]$/, '')
  return short.trim() || undefined
}

function names(list: readonly unknown[] | undefined) {
  const lines = (list ?? []).slice(0, mostNames).flatMap((name) => line(name) ?? [])
  return [...new Set(lines)]
}

function whole(value: number | null | undefined, least: number, most: number) {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined
}
