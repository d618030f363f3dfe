/** Widths and heights that are made, in px; what is asked for is rounded up to one of them. */
const ladder = [48, 96, 160, 320, 640, 1280, 1920]
const top = ladder.at(-1)!

export type Format = 'avif' | 'webp' | 'jpeg' | 'png' | 'gif'
export interface Size {
  width: number
  /** undefined: as high as the picture's shape makes it. */
  height: number | undefined
  fit: 'cover' | 'contain'
}

/** The permitted size for what was asked. A cover without a height is a square. */
export function sizeFor(query: { w?: number | undefined; h?: number | undefined; fit: 'cover' | 'contain' }): Size {
  const width = query.w ?? (query.fit === 'cover' ? query.h : undefined)
  const height = query.h ?? (query.fit === 'cover' ? query.w : undefined)
  return {
    width: width === undefined ? top : step(width),
    height: height === undefined ? undefined : step(height),
    fit: query.fit,
  }
}

/**
 * The format for a browser. AVIF is the smallest, but slow to make: large sizes come as WebP, and tiny ones too,
 * where AVIF's own frame outweighs what it saves. What moves stays moving, unless a JPEG is asked for.
 */
export function formatFor(
  accept: string,
  wanted: Format | 'auto',
  size: Size,
  { transparent, animated }: { transparent: number; animated: number },
): Format {
  if (wanted === 'jpeg') return transparent ? 'png' : 'jpeg'
  const webp = wanted !== 'auto' || accept.includes('image/webp') || accept.includes('image/avif')
  if (animated) return webp ? 'webp' : 'gif'
  if (wanted !== 'auto') return wanted
  if (accept.includes('image/avif') && size.width >= 160 && size.width <= 640) return 'avif'
  if (webp) return 'webp'
  return transparent ? 'png' : 'jpeg'
}

function step(px: number) {
  return ladder.find((one) => one >= px) ?? top
}
