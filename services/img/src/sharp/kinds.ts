/** The kinds of picture that are taken, by their first bytes; what a name or a header says does not count. */
export type Kind = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif'

export function kindOf(bytes: Buffer): Kind | undefined {
  const text = (from: number, to: number) => bytes.toString('latin1', from, to)
  if (bytes.length < 12) return undefined
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'gif'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  // ISO base media: the file type box names its brands (ISO/IEC 14496-12, section 4.3).
  if (text(4, 8) === 'ftyp' && /avif|avis/.test(text(8, Math.min(bytes.length, 8 + 32)))) return 'avif'
  return undefined
}
