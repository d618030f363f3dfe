import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'
import { Line } from '../tracks/tracks.schema.ts'
import { linkKinds, readLink } from './links.ts'

const LinkKind = z.enum(linkKinds)

/** A link out of an artist's page; `host` is its site, safe to show: no look-alike letters. */
const Link = z.object({ kind: LinkKind, url: z.string(), host: z.string() })

/** A link as it is given. Without a kind its host tells it; a kind's address must be that site's. */
const NewLink = z
  .object({ kind: LinkKind.optional(), url: z.string().trim().max(2000) })
  .transform(({ kind, url }, context) => {
    const link = readLink(url, kind)
    if (typeof link !== 'string') return link
    context.addIssue({ code: 'custom', message: link, path: ['url'] })
    return z.NEVER
  })

/** A name in another script; `language` is a tag of BCP 47, such as ko, ja, en or zh-Hant. */
export const OtherName = z.object({
  language: z
    .string()
    .max(35)
    .regex(/^[a-z]{2,8}(-[a-z\d]{1,8})*$/i, 'must be a language, such as ko, ja or en'),
  name: Line,
})
export type OtherName = z.infer<typeof OtherName>

export const Artist = z.object({
  id: z.uuid(),
  name: z.string(),
  otherNames: z.array(OtherName),
  photoUrl: z.string().nullable(),
  /** #rrggbb */
  photoColor: z.string().nullable(),
  links: z.array(Link),
  biography: z.string(),
  /** The tracks that all members see. */
  trackCount: z.int(),
  /** Who registered the artist, and may change it beside administrators. */
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
})
export type Artist = z.infer<typeof Artist>

/** `allowSameName`: the person was asked, and means another artist of a name that is taken. */
const allowSameName = z.boolean()

export const NewArtist = z.object({
  name: Line,
  otherNames: z.array(OtherName).max(20).optional(),
  links: z.array(NewLink).max(20).optional(),
  biography: z.string().trim().max(10_000).optional(),
  allowSameName: allowSameName.optional(),
})
export type NewArtist = z.infer<typeof NewArtist>
export const ArtistChange = NewArtist.partial()
export type ArtistChange = z.infer<typeof ArtistChange>

export const ArtistPage = page(Artist)
export const ArtistList = z.object({ items: z.array(Artist) })
export const ArtistParams = z.object({ artistId: z.uuid() })
export const ArtistQuery = PageQuery.extend({
  limit: z.coerce.number().int().min(1).max(100).default(9),
  /** The beginning of a name, or of a word in it. */
  q: z.string().max(200).optional(),
})
/** `top`: what most people have played, no more than one page; `newest`: all, page by page. */
export const ArtistTracksQuery = PageQuery.extend({ sort: z.enum(['newest', 'top']).default('newest') })
/** By name, then by id. */
export const ArtistCursor = z.tuple([z.string(), z.uuid()])
/** Tracks newest first: by id. */
export const ArtistTracksCursor = z.tuple([z.uuid()])

/** A name that tracks bear as plain text becomes this artist's, or, without an id, a new artist's. */
export const Binding = z.object({ name: Line, artistId: z.uuid().optional(), allowSameName: allowSameName.optional() })
export type Binding = z.infer<typeof Binding>
/** The artist that bears the name now, and by what that is taken back. */
export const Bound = Artist.extend({ bindingId: z.uuid() })
export const BindingParams = z.object({ bindingId: z.uuid() })

/** `trackCount` is of tracks that the reader may change; no more than 1,000 are counted. */
const UnregisteredName = z.object({ name: z.string(), trackCount: z.int() })
export const UnregisteredNames = page(UnregisteredName)
export const UnregisteredQuery = PageQuery
/** By the name's key. */
export const UnregisteredCursor = z.tuple([z.string()])
