const longestLine = 300
export const mostNames = 20

/**
 * One line of text that can be shown: without control characters, and without those that turn the direction of what
 * follows, so that no title rearranges the page around it; composed (NFC); of 300 UTF-16 units at most.
 */
export function line(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined
  // Cut first: a tag may be megabytes long, and all but its beginning is of no use.
  const cut = text
    .slice(0, longestLine * 4)
    .toWellFormed()
    .normalize('NFC')
  const clean = cut
    .replaceAll(/[\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  // Not through the middle of a surrogate pair.
  const short = clean.slice(0, longestLine).replace(/[\ud800-\udbff]$/, '')
  return short.trim() || undefined
}

/** Each name once, twenty at most. */
export function names(list: readonly unknown[]): string[] {
  const lines = list.slice(0, mostNames * 2).flatMap((name) => line(name) ?? [])
  return [...new Set(lines)].slice(0, mostNames)
}

export function whole(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined
}
