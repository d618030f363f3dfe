import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'
import { Line } from '../tracks/tracks.schema.ts'

/** A link out of an artist's page: `kind` is the page's word for it (website, youtube, …). */
export const Link = z.object({
  kind: z.string().regex(/^[a-z0-9-]{1,40}$/),
  url: z.url({ protocol: /^https?$/ }).max(2000),
})

export const Artist = z.object({
  id: z.uuid(),
  name: z.string(),
  photoUrl: z.string().nullable(),
  links: z.array(Link),
  biography: z.string(),
  /** The tracks that all members see. */
  trackCount: z.int(),
  createdAt: z.iso.datetime(),
})
export type Artist = z.infer<typeof Artist>

const fields = {
  links: z.array(Link).max(20),
  biography: z.string().trim().max(10_000),
  /** A public picture at ImgBell. */
  photoId: z.uuid().nullable(),
}
export const NewArtist = z.object({ name: Line, ...z.object(fields).partial().shape })
export type NewArtist = z.infer<typeof NewArtist>
export const ArtistChange = NewArtist.partial()
export type ArtistChange = z.infer<typeof ArtistChange>

export const ArtistPage = page(Artist)
export const ArtistParams = z.object({ artistId: z.uuid() })
export const ArtistQuery = PageQuery.extend({
  limit: z.coerce.number().int().min(1).max(100).default(9),
  /** The beginning of a name, or of a word in it. */
  q: z.string().max(200).optional(),
})
/** By name, then by id. */
export const ArtistCursor = z.tuple([z.string(), z.uuid()])
/** Tracks newest first: by id. */
export const ArtistTracksCursor = z.tuple([z.uuid()])
