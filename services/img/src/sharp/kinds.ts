/** The kinds of picture that are known, by their first bytes; what a name or a header says does not count. */
export type Kind = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif' | 'heic'

export function kindOf(bytes: Buffer): Kind | undefined {
  const text = (from: number, to: number) => bytes.toString('latin1', from, to)
  if (bytes.length < 12) return undefined
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'gif'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  // ISO base media: the file type box names its brands (ISO/IEC 14496-12, section 4.3).
  if (text(4, 8) === 'ftyp') {
    const brands = text(8, Math.min(bytes.length, 8 + 32))
    if (/avif|avis/.test(brands)) return 'avif'
    if (/hei[cxms]|hev[cxms]|mif1|msf1/.test(brands)) return 'heic'
  }
  return undefined
}

/** Drawings are programs: they are named, so that whoever sends one knows why it is not taken. */
export function isSvg(bytes: Buffer) {
  return /^\s*(<\?xml[^>]*>|<!--[^]*?-->|<!DOCTYPE[^>]*>|\s)*<svg[\s>]/i.test(
    bytes.toString('latin1', 0, 4096).replace(/^\xef\xbb\xbf/, ''),
  )
}
