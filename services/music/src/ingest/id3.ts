import type { Source } from '@bell/tags'

/** Where an ID3v2 tag at the beginning ends (its size is in four times seven bits), or 0. */
export async function endOfId3(source: Source) {
  const [i, d, three, , , flags = 0, ...size] = await source.read(0, Math.min(source.size, 10))
  if (i !== 0x49 || d !== 0x44 || three !== 0x33 || size.length < 4) return 0
  const footer = flags & 0x10 ? 10 : 0
  return Math.min(source.size, 10 + size.reduce((sum, byte) => (sum << 7) | (byte & 0x7f), 0) + footer)
}
