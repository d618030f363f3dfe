import { AppError, tooLarge, unsupportedMedia } from '@bell/platform/http'
import { kindOf } from './kinds.ts'
import { loadSharp } from './load-sharp.ts'

/** A picture as it is kept: decoded and written anew, upright, in sRGB, without anything else that was in the file. */
export interface KeptPicture {
  data: Buffer
  contentType: 'image/jpeg' | 'image/png'
  width: number
  height: number
  transparent: boolean
  /** The colour that stands out, #rrggbb. */
  color: string
}

export const mostPixels = 100_000_000
/** The longest side of a kept picture, in px; larger ones are made smaller. */
const longestSide = 4096
const seconds = 20

/**
 * Makes a picture of bytes from outside, or refuses them.
 * @throws AppError 415 not_a_picture, 413 too_many_pixels, 422 picture_unreadable
 */
export async function keepPicture(bytes: Buffer): Promise<KeptPicture> {
  if (!kindOf(bytes)) {
    throw unsupportedMedia('not_a_picture', 'This is none of the pictures taken here: JPEG, PNG, WebP, AVIF or GIF.')
  }
  const sharp = await loadSharp()
  // Of an animation the first frame. Warnings are common in files that look well everywhere; errors are not.
  const options = { limitInputPixels: mostPixels, failOn: 'error', pages: 1, animated: false } as const
  try {
    const { width, height, hasAlpha } = await sharp(bytes, { ...options, limitInputPixels: false }).metadata()
    if (width * height > mostPixels) {
      throw tooLarge(
        'too_many_pixels',
        `This picture has ${width} × ${height} pixels; at most 100 million are taken. Make it smaller first.`,
      )
    }
    const upright = sharp(bytes, options)
      .timeout({ seconds })
      .autoOrient()
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
    const transparent = hasAlpha && (await seesThrough(upright.clone()))
    // JPEG for what is opaque, nearly as it was; PNG keeps what one can see through exactly.
    const written = transparent
      ? upright.png({ compressionLevel: 6 })
      : upright.flatten().jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    const { data, info } = await written.toBuffer({ resolveWithObject: true })
    return {
      data,
      contentType: transparent ? 'image/png' : 'image/jpeg',
      width: info.width,
      height: info.height,
      transparent,
      color: await standingOut(data),
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError(422, 'picture_unreadable', 'This picture is damaged: it cannot be read to its end.', undefined, {
      cause,
    })
  }
}

/** A file with an alpha channel is often opaque all the same; then it need not be a PNG. */
async function seesThrough(picture: import('sharp').Sharp) {
  const { isOpaque } = await picture.resize(256, 256, { fit: 'inside' }).png().toBuffer().then(statsOf)
  return !isOpaque
}

async function standingOut(picture: Buffer) {
  const sharp = await loadSharp()
  const small = await sharp(picture)
    .flatten({ background: '#808080' })
    .resize(64, 64, { fit: 'inside' })
    .png()
    .toBuffer()
  const { r, g, b } = (await statsOf(small)).dominant
  return `#${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

async function statsOf(picture: Buffer) {
  return (await loadSharp())(picture).stats()
}
