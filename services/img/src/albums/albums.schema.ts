import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'
import { Image, mostAtOnce, Visibility } from '../images/images.schema.ts'

const Cover = Image.pick({ id: true, urls: true, urlsExpireAt: true, width: true, height: true, color: true })

export const Album = z.object({
  id: z.uuid(),
  ownerId: z.string(),
  /** As the person was called when they last changed it. */
  ownerName: z.string(),
  title: z.string(),
  description: z.string(),
  visibility: Visibility,
  /** For `/api/public/albums/:publicId`; null where it is not public. */
  publicId: z.uuid().nullable(),
  /** The picture that was chosen, else the first; null where there is none. */
  cover: Cover.nullable(),
  imageCount: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  revision: z.int(),
})
export type Album = z.infer<typeof Album>
export const AlbumPage = page(Album)
export const AlbumParams = z.object({ id: z.uuid() })

const title = z.string().trim().min(1).max(200)
const description = z.string().trim().max(5000)

export const NewAlbum = z.object({
  title,
  description: description.default(''),
  visibility: Visibility.default('private'),
})
export type NewAlbum = z.infer<typeof NewAlbum>

export const AlbumChanges = z.object({
  title: title.optional(),
  description: description.optional(),
  visibility: Visibility.optional(),
  /** One of its pictures; null: the first. */
  coverId: z.uuid().nullable().optional(),
})
export type AlbumChanges = z.infer<typeof AlbumChanges>

/** `all`: also what others share with everyone who is signed in. Newest first. */
export const AlbumQuery = PageQuery.extend({ owner: z.enum(['me', 'all']).default('me') })

/** `delete`: its pictures go too, but for those that are in another album. */
export const AlbumDeletion = z.object({ images: z.enum(['keep', 'delete']).default('keep') })

const imageIds = z.array(z.uuid()).min(1).max(mostAtOnce)

export const AlbumImages = z.object({ imageIds })

/** In the order in which they come to its end; those that are in it already stay where they are. */
export const AddedImages = AlbumImages.extend({
  /** The album that they leave in the same moment: they are moved. */
  fromId: z.uuid().optional(),
})
export type AddedImages = z.infer<typeof AddedImages>
export const AlbumImageParams = AlbumParams.extend({ imageId: z.uuid() })

/** The new place of pictures, in this order: behind another, or before all of them (null). */
export const ImageMove = AlbumImages.extend({ afterId: z.uuid().nullable() })
export type ImageMove = z.infer<typeof ImageMove>

/** Where a page ended: milliseconds UTC, then the id that breaks ties. */
export const AlbumCursor = z.tuple([z.int(), z.uuid()])
export type AlbumCursor = z.infer<typeof AlbumCursor>

/** Where a page of an album's pictures ended: its last one's place. */
export const PlaceCursor = z.tuple([z.string().max(500), z.uuid()])
export type PlaceCursor = z.infer<typeof PlaceCursor>

/** What whoever has the link sees; ids of pictures are their public ones. */
export const PublicAlbum = Album.pick({
  ownerName: true,
  title: true,
  description: true,
  cover: true,
  imageCount: true,
})
export const PublicImage = Image.pick({
  id: true,
  title: true,
  caption: true,
  publicUrl: true,
  urls: true,
  width: true,
  height: true,
  bytes: true,
  contentType: true,
  animated: true,
  color: true,
})
export const PublicImagePage = page(PublicImage)
export const PublicAlbumParams = z.object({ publicId: z.uuid() })
