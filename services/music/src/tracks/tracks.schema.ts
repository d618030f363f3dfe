import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'

export const Role = z.enum(['main', 'featured', 'composer', 'lyricist', 'producer', 'remixer', 'performer'])
export type Role = z.infer<typeof Role>
/** draft: its uploader alone; members: who is signed in; public: everyone. */
export const Visibility = z.enum(['draft', 'members', 'public'])
export type Visibility = z.infer<typeof Visibility>
export const Status = z.enum(['processing', 'ready', 'failed'])
export type Status = z.infer<typeof Status>

/** How far decoding is, which finds waveform and loudness. */
export const Analysis = z.enum(['pending', 'done', 'no_decoder', 'failed'])
export type Analysis = z.infer<typeof Analysis>

/** Why a file became no track; `detail` is a sentence for its uploader. */
export const Failure = z.object({
  code: z.enum([
    'unsupported_format',
    'file_empty',
    'file_damaged',
    'file_truncated',
    'file_missing',
    'too_long',
    'ingest_failed',
  ]),
  detail: z.string(),
})
export type Failure = z.infer<typeof Failure>

/**
 * What is wrong with a file that plays all the same. `ends_early`: it was cut off, and promised more (null where it said
 * nothing); `parts_missing`: some of what is in it cannot be decoded.
 */
export const Damage = z.object({
  code: z.enum(['ends_early', 'parts_missing']),
  playableSeconds: z.number(),
  promisedSeconds: z.number().nullable(),
})
export type Damage = z.infer<typeof Damage>

/** What the server found in the file; `bitrate` in bit/s, `sampleRate` in Hz. */
export const Format = z.object({
  container: z.string(),
  codec: z.string(),
  lossless: z.boolean(),
  bitrate: z.int().optional(),
  sampleRate: z.int().optional(),
  channels: z.int().optional(),
})
export type Format = z.infer<typeof Format>

export const Track = z.object({
  id: z.uuid(),
  title: z.string(),
  artists: z.array(z.object({ id: z.uuid().nullable(), name: z.string(), role: Role })),
  album: z.object({ id: z.uuid(), title: z.string() }).nullable(),
  durationSeconds: z.number().nullable(),
  coverUrl: z.string().nullable(),
  /** #rrggbb */
  coverColor: z.string().nullable(),
  status: Status,
  failure: Failure.nullable(),
  visibility: Visibility,
  format: Format.nullable(),
  contentType: z.string().nullable(),
  bytes: z.int(),
  analysis: Analysis,
  /** EBU R 128: `integrated` in LUFS, `truePeak` in dBFS. */
  loudness: z.object({ integrated: z.number(), truePeak: z.number() }).nullable(),
  damage: Damage.nullable(),
  /** Whether everyone who may hear it may also take the file. */
  downloadable: z.boolean(),
  trackNumber: z.int().nullable(),
  discNumber: z.int().nullable(),
  year: z.int().nullable(),
  genre: z.string().nullable(),
  uploadedBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
  revision: z.int(),
})
export type Track = z.infer<typeof Track>

export const TrackPage = page(Track)
export const TrackParams = z.object({ trackId: z.uuid() })

/** A line of text: no control characters (PostgreSQL takes no NUL), no more than is shown. */
export const Line = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^\P{Cc}*$/u, 'must be one line of text')

const details = {
  title: Line,
  artistId: z.uuid(),
  artistName: Line,
  album: Line.nullable(),
  albumArtist: Line.nullable(),
  /** The album is of several artists: then it has no album artist. */
  compilation: z.boolean(),
  trackNumber: z.int().min(1).max(9999).nullable(),
  discNumber: z.int().min(1).max(999).nullable(),
  year: z.int().min(1000).max(2999).nullable(),
  genre: Line.nullable(),
  visibility: Visibility,
  downloadable: z.boolean(),
}

/**
 * What a person may say about a track. `artists` are all credits in order; `artistId` or `artistName` make one main
 * credit instead. A name alone is an artist who need not be registered.
 */
export const TrackDetails = z
  .object({
    ...details,
    artists: z
      .array(z.object({ id: z.uuid().nullable(), name: Line, role: Role }))
      .min(1)
      .max(50),
  })
  .partial()
export type TrackDetails = z.infer<typeof TrackDetails>

/** What is not given is read from the file's tags. */
export const NewTrack = TrackDetails.extend({ uploadId: z.uuid() })
export type NewTrack = z.infer<typeof NewTrack>

/**
 * What of the library is listed. `library`: all that can be played, one's own drafts too; `unfinished`: one's own that
 * are processing or failed; the others narrow it, and several narrow it further.
 */
export const TrackFilter = z.enum([
  'library',
  'unfinished',
  'mine',
  'drafts',
  'lossless',
  'no-cover',
  'no-artist',
  'no-album',
])
export type TrackFilter = z.infer<typeof TrackFilter>
export const TrackSort = z.enum(['added', 'title', 'artist', 'album', 'year', 'length'])
export type TrackSort = z.infer<typeof TrackSort>
export const TrackOrder = z.enum(['asc', 'desc'])
export type TrackOrder = z.infer<typeof TrackOrder>

const list = z.object({
  sort: TrackSort.default('added'),
  /** What is newest comes first, names and lengths from the beginning, unless one asks otherwise. */
  order: TrackOrder.optional(),
  /** Comma-separated. */
  filter: z
    .string()
    .default('library')
    .transform((filter) => filter.split(','))
    .pipe(z.array(TrackFilter).max(8)),
  genre: z.string().max(300).optional(),
})
export const TrackQuery = PageQuery.extend({
  ...list.shape,
  q: z.string().max(200).optional(),
  /** In an order of names: begins at this one, or where it would stand. */
  from: z.string().max(100).optional(),
  /** Cards by id, in the order asked for; those that are not there (any more) are left out. */
  ids: z
    .string()
    .max(40 * 100)
    .transform((ids) => ids.split(','))
    .pipe(z.array(z.uuid()).max(100))
    .optional(),
})
/** `q` keeps the tracks whose title, performers and album hold every word of it, anywhere. */
export const TrackIdsQuery = list.extend({ q: z.string().max(200).optional() })
export const TrackIds = z.object({ ids: z.array(z.uuid()) })
export const Genres = z.object({ items: z.array(z.string()) })

/** Where a page ended: the last one's sort key (see order-keys.ts) and id. */
export const TrackCursor = z.tuple([z.union([z.string(), z.int()]), z.uuid()])

/** The revision that a change was made on, as an entity tag. */
export const IfMatch = z.object({ 'if-match': z.string().max(100).optional() })

/** One change to many tracks. `revision` is what the person saw; without it the change is made whatever it is now. */
export const TracksChange = z.object({
  tracks: z
    .array(z.object({ id: z.uuid(), revision: z.int().optional() }))
    .min(1)
    .max(100),
  change: TrackDetails,
})
export type TracksChange = z.infer<typeof TracksChange>
/**
 * What was changed, as it is now. `refused` has those that stayed as they were: they are not there, not the person's to
 * change, or not at the revision any more, and then come as they are now.
 */
export const TracksChanged = z.object({
  items: z.array(Track),
  refused: z.array(
    z.object({
      id: z.uuid(),
      code: z.enum(['track_not_found', 'not_your_track', 'track_changed']),
      track: Track.optional(),
    }),
  ),
})
export type TracksChanged = z.infer<typeof TracksChanged>
