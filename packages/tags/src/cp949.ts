/*
 * CP949 (WHATWG "euc-kr"): KS X 1001 and, where that has no bytes, the 8,822 Hangul syllables it lacks, in Unicode's
 * order. Browsers read all of it; Node's decoder (of ICU) knows only KS X 1001, so that 똠 and 뷁 would be lost there.
 */
let syllables: Map<number, string> | undefined

/** @returns undefined where the bytes are no CP949 */
export function decodeCp949(bytes: Uint8Array): string | undefined {
  syllables ??= makeTable()
  let text = ''
  for (let at = 0; at < bytes.byteLength; at++) {
    const byte = bytes[at]!
    if (byte < 0x80) {
      text += String.fromCharCode(byte)
      continue
    }
    const char = syllables.get((byte << 8) | (bytes[++at] ?? 0))
    if (char === undefined) return undefined
    text += char
  }
  return text
}

function makeTable() {
  const table = new Map<number, string>()
  const decoder = new TextDecoder('euc-kr', { fatal: true })
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      try {
        table.set((lead << 8) | trail, decoder.decode(Uint8Array.of(lead, trail)))
      } catch {
        // Not assigned.
      }
    }
  }
  const known = new Set(table.values())
  const trails = [range(0x41, 0x5a), range(0x61, 0x7a), range(0x81, 0xfe)].flat()
  const codes = range(0x81, 0xc6).flatMap((lead) =>
    trails.filter((trail) => lead <= 0xa0 || trail <= 0xa0).map((trail) => (lead << 8) | trail),
  )
  let next = 0
  for (let syllable = 0xac00; syllable <= 0xd7a3; syllable++) {
    const char = String.fromCharCode(syllable)
    if (!known.has(char)) table.set(codes[next++]!, char)
  }
  return table
}

function range(from: number, to: number) {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n)
}
