/**
 * What two spellings of one name have in common: compatibility forms (full-width letters, decomposed Hangul and
 * accents), letter case and spacing are levelled. Used to match, to sort and to find by prefix; never shown.
 */
export function nameKey(name: string) {
  // JavaScript has no case folding; upper then lower comes close (ß = ss), but for the Greek final sigma.
  const folded = name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replaceAll('ς', 'σ')
  return folded.trim().replaceAll(/\s+/g, ' ')
}

/** The least text greater than every text that starts with `prefix`, in the byte order of both databases. */
export function endOfPrefix(prefix: string) {
  return `${prefix}\u{10ffff}`
}
