import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'

/** Who sees it: its person alone, everyone who is signed in, or whoever has the link. */
export const Visibility = z.enum(['private', 'members', 'public'])
export type Visibility = z.infer<typeof Visibility>

/** Degrees, WGS 84. */
export const Position = z.object({ latitude: z.number(), longitude: z.number() })
export type Position = z.infer<typeof Position>

/**
 * Addresses of a picture, ready for an <img>, in the format that the browser asks for. `thumb` is a square of 320 px cut
 * from the middle; the others are the whole picture, at most 320, 640 or 1920 px wide and never wider than it is.
 */
const Urls = z.object({ thumb: z.url(), small: z.url(), medium: z.url(), large: z.url() })
export type Urls = z.infer<typeof Urls>

/** Width and height are those of the picture as it is kept, in px. */
export const Image = z.object({
  id: z.uuid(),
  ownerId: z.string(),
  title: z.string(),
  caption: z.string(),
  /** By the albums that it is in, the widest; where it is in none, by itself. */
  visibility: Visibility,
  /** How many albums it is in; only where there are none can its own visibility be set. */
  albumCount: z.int(),
  /** To which `?w=&h=&fit=cover|contain` may be added; null where it is not public. */
  publicUrl: z.url().nullable(),
  urls: Urls,
  /** From when on `urls` are refused and have to be asked for again; null where they are good for ever. */
  urlsExpireAt: z.iso.datetime().nullable(),
  width: z.int(),
  height: z.int(),
  /** Of the picture as it is kept. */
  bytes: z.int(),
  contentType: z.string(),
  animated: z.boolean(),
  /** The colour that stands out, #rrggbb. */
  color: z.string(),
  /** Where it was taken, for its person alone and only where that was to be kept; null otherwise. */
  position: Position.nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  revision: z.int(),
})
export type Image = z.infer<typeof Image>
export const ImagePage = page(Image)
export const ImageParams = z.object({ id: z.uuid() })

const title = z.string().trim().max(200)
const caption = z.string().trim().max(5000)

/** Makes a picture of an upload; the same upload again is the same picture. */
export const NewImage = z.object({
  uploadId: z.string().min(1).max(100),
  /** An album of one's own; it goes to its end. */
  albumId: z.uuid().optional(),
  /** Without one, the file's name. */
  title: title.optional(),
  caption: caption.optional(),
  /** Keeps where it was taken, if the file says so; nobody else is told. */
  keepPosition: z.boolean().default(false),
})
export type NewImage = z.infer<typeof NewImage>

export const ImageChanges = z.object({
  title: title.optional(),
  caption: caption.optional(),
  /** Refused where it is in an album. */
  visibility: Visibility.optional(),
})
export type ImageChanges = z.infer<typeof ImageChanges>

/** Pictures of which something is done in one call. */
export const mostAtOnce = 500
const ids = z.array(z.uuid()).min(1).max(mostAtOnce)

export const ImageIds = z.object({ ids })
export const ImagesChange = z.object({ ids, visibility: Visibility })

/** To which pictures it was done; `refused` has those that are not there (any more), not the person's, or in an album. */
export const ImagesDone = z.object({
  ids: z.array(z.uuid()),
  refused: z.array(z.object({ id: z.uuid(), code: z.enum(['image_not_found', 'not_your_image', 'image_in_album']) })),
})
export type ImagesDone = z.infer<typeof ImagesDone>

/** What a service account's picture belongs to; it is kept until the last of these lets go. */
export const OwnerRef = z.object({ ownerRef: z.string().min(1).max(200).optional() })

/** `alone`: only those that are in no album. */
export const ImageQuery = PageQuery.extend({ alone: z.stringbool().default(false) })

/** Where a page ended: milliseconds UTC, then the id that breaks ties. */
export const ImageCursor = z.tuple([z.int(), z.uuid()])
export type ImageCursor = z.infer<typeof ImageCursor>
