import type { paths } from '../api.gen.ts'

/** What the music service answers to a path; instants are ISO 8601, durations and positions decimal seconds. */
type Answer<
  Path extends keyof paths,
  Method extends 'get' | 'post',
  Status extends number = 200,
> = paths[Path] extends {
  [M in Method]: { responses: { [S in Status]: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never
type Input<Path extends keyof paths> = paths[Path] extends {
  post: { requestBody?: { content: { 'application/json': infer Body } } }
}
  ? Body
  : never

export type Track = Answer<'/api/tracks/{trackId}', 'get'>
export type Credit = Track['artists'][number]
/** What is not given is read from the file's tags; an album of null is none, whatever the tags say. */
export type NewTrack = Input<'/api/tracks'>
/** What is not given stays as it is; null takes away. */
export type TrackChange = Omit<NewTrack, 'uploadId'>
/** Which tracks, in which order; `filter` is comma-separated. */
export type TrackListQuery = NonNullable<paths['/api/tracks/ids']['get']['parameters']['query']>
export type Artist = Answer<'/api/artists/{artistId}', 'get'>
export type NewArtist = Input<'/api/artists'>
export type ArtistChange = Partial<NewArtist>
export type ArtistLink = Artist['links'][number]
export type OtherName = Artist['otherNames'][number]
/** A name that tracks bear as plain text, to become an artist. */
export type Binding = Input<'/api/artists/bind'>
export type DeletedTrack = Answer<'/api/deleted/tracks', 'get'>['items'][number]
export type DeletedArtist = Answer<'/api/deleted/artists', 'get'>['items'][number]
export type Album = Answer<'/api/albums/{albumId}', 'get'>
export type UploadQuota = Answer<'/api/uploads/quota', 'get'>
export type SearchResults = Answer<'/api/search', 'get'>

/** `revision` is raised by every edit; `current`, where it plays, is apart from it. */
export type Queue = Answer<'/api/queue', 'get'>
/** The order of items after an edit, and those that it brought. */
export type EditedQueue = Answer<'/api/queue/operations', 'post'>
export type QueueItem = Queue['items'][number]
export type QueueOperation = Input<'/api/queue/operations'>['operations'][number]

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** Names as they are shown under a title; composers and the like stay in the credits. */
export function performersOf(track: Track): Credit[] {
  const performers = track.artists.filter((credit) => credit.role === 'main' || credit.role === 'featured')
  return performers.length > 0 ? performers : track.artists.slice(0, 1)
}

export function artistLine(track: Track): string {
  return performersOf(track)
    .map((credit) => credit.name)
    .join(', ')
}
/** How the demonstration catalogue stands. */
export type DemoState = Answer<'/api/demo', 'get'>
