import type { Sharp } from 'sharp'
import { AppError, tooLarge, unsupportedMedia } from '@bell/platform/http'
import { findDisguise } from './disguises.ts'
import { isSvg, kindOf, type Kind } from './kinds.ts'
import { loadSharp } from './load-sharp.ts'

/** A picture as it is kept: decoded and written anew, upright, in sRGB, without anything else that was in the file. */
export interface KeptPicture {
  data: Buffer
  contentType: 'image/jpeg' | 'image/png' | 'image/webp'
  /** Of one frame, where it is animated. */
  width: number
  height: number
  transparent: boolean
  animated: boolean
  /** The colour that stands out, #rrggbb. */
  color: string
}

/** What is kept of a picture. */
export interface Keeping {
  /** All of an animation, rather than its first frame. */
  moving: boolean
  /** In px; larger pictures are made smaller. */
  longestSide: number
}

/** All frames of an animation together. */
export const mostPixels = 100_000_000
const seconds = 20

/**
 * Makes a picture of bytes from outside, or refuses them.
 * @throws AppError 415 not_a_picture, svg_not_taken, heic_not_readable; 413 too_many_pixels; 422 picture_in_disguise,
 * picture_unreadable
 */
export async function keepPicture(bytes: Buffer, keeping: Keeping): Promise<KeptPicture> {
  const kind = kindOf(bytes)
  if (!kind) throw noPicture(bytes)
  const sharp = await loadSharp()
  try {
    const about = await sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata()
    const frames = keeping.moving ? (about.pages ?? 1) : 1
    const pixels = about.width * about.height * frames
    if (pixels > mostPixels) throw tooManyPixels(about, frames)
    const disguise = await findDisguise(bytes)
    if (disguise) {
      throw new AppError(
        422,
        'picture_in_disguise',
        `This file is a picture and also ${disguise}. Open it in an image editor and save it anew, if it is to be shown.`,
      )
    }
    return frames > 1 ? await keepAnimation(bytes) : await keepStill(bytes, about.hasAlpha, keeping)
  } catch (cause) {
    throw cause instanceof AppError ? cause : unreadable(kind, cause)
  }
}

async function keepStill(bytes: Buffer, hasAlpha: boolean, { longestSide }: Keeping): Promise<KeptPicture> {
  const sharp = await loadSharp()
  // Warnings are common in files that look well everywhere; errors are not.
  const options = { limitInputPixels: mostPixels, failOn: 'error', pages: 1, animated: false } as const
  const upright = sharp(bytes, options)
    .timeout({ seconds })
    .autoOrient()
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
  const transparent = hasAlpha && (await seesThrough(upright.clone()))
  // JPEG for what is opaque, nearly as it was; PNG keeps what one can see through exactly.
  const written = transparent
    ? upright.png({ compressionLevel: 6 })
    : // Without tables of its own, which would hold all of it in memory: 34 MB for 100 megapixels rather than 1.2 GB.
      upright.flatten().jpeg({ quality: 92, chromaSubsampling: '4:4:4', optimiseCoding: false })
  const { data, info } = await written.toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const contentType = transparent ? 'image/png' : 'image/jpeg'
  return { data, contentType, width, height, transparent, animated: false, color: await standingOut(data) }
}

/** GIF and animated WebP: every frame exactly, in a format that all browsers play. */
async function keepAnimation(bytes: Buffer): Promise<KeptPicture> {
  const sharp = await loadSharp()
  const { data, info } = await sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', animated: true })
    .timeout({ seconds })
    .webp({ lossless: true, effort: 0 })
    .toBuffer({ resolveWithObject: true })
  const { width, pageHeight } = info as typeof info & { pageHeight?: number }
  const first = await sharp(data).png().toBuffer()
  const { isOpaque } = await statsOf(first)
  return {
    data,
    contentType: 'image/webp',
    width,
    height: pageHeight ?? info.height,
    transparent: !isOpaque,
    animated: true,
    color: await standingOut(first),
  }
}

function noPicture(bytes: Buffer) {
  return isSvg(bytes)
    ? unsupportedMedia('svg_not_taken', 'Drawings (SVG) can hold programs and are not taken; save it as PNG.')
    : unsupportedMedia('not_a_picture', 'This is none of the pictures taken here: JPEG, PNG, WebP, AVIF or GIF.')
}

function tooManyPixels({ width, height }: { width: number; height: number }, frames: number) {
  const size = `${width} × ${height} pixels${frames > 1 ? ` in ${frames} frames` : ''}`
  return tooLarge('too_many_pixels', `This picture has ${size}; at most 100 million are taken. Make it smaller first.`)
}

function unreadable(kind: Kind, cause: unknown) {
  // The patents on its compression keep it out of the library as it comes; one that is built with it reads it.
  return kind === 'heic'
    ? unsupportedMedia(
        'heic_not_readable',
        'HEIC pictures cannot be read here; save it as JPEG, or let the phone do so.',
        {
          cause,
        },
      )
    : new AppError(422, 'picture_unreadable', 'This picture is damaged: it cannot be read to its end.', undefined, {
        cause,
      })
}

/** A file with an alpha channel is often opaque all the same; then it need not be a PNG. */
async function seesThrough(picture: Sharp) {
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
