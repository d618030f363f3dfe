import { createApi } from '@bell/ui/api'
import { ApiProblem, type Session } from '@bell/ui/session'
import type { paths } from '../api.gen.ts'
import type { PlayState } from '../player/play-reports.ts'
import type {
  ArtistChange,
  Binding,
  NewArtist,
  NewTrack,
  QueueOperation,
  TrackChange,
  TrackListQuery,
} from './shapes.ts'

export type SearchType = 'tracks' | 'artists' | 'albums'
export type MusicApi = ReturnType<typeof createMusicApi>

/** The calls of the music service that this app makes. Every error answer is thrown as an ApiProblem. */
export function createMusicApi(session: Pick<Session, 'fetchAs'>) {
  const { GET, POST, PUT, PATCH, DELETE } = createApi<paths>(session)

  // Bytes, which the typed client does not speak of.
  async function putPicture(path: string, picture: Blob) {
    const headers = { 'content-type': picture.type || 'application/octet-stream' }
    await session.fetchAs(new Request(new URL(path, location.origin), { method: 'PUT', headers, body: picture }))
  }

  return {
    newestTracks: (limit: number, signal?: AbortSignal) =>
      dataOf(GET('/api/tracks', { params: { query: { sort: 'added', limit } }, signal })),
    trackIds: (query: TrackListQuery, signal?: AbortSignal) =>
      dataOf(GET('/api/tracks/ids', { params: { query }, signal })),
    /** The first track, in an order of names, whose name is not before `from`. */
    firstFrom: ({ q: _words, ...query }: TrackListQuery, from: string) =>
      dataOf(GET('/api/tracks', { params: { query: { ...query, from, limit: 1 } } })),
    genres: () => dataOf(GET('/api/tracks/genres')),
    tracksByIds: (ids: string[], signal?: AbortSignal) =>
      dataOf(GET('/api/tracks', { params: { query: { ids: ids.join(','), limit: ids.length } }, signal })),
    track: (trackId: string) => dataOf(GET('/api/tracks/{trackId}', { params: { path: { trackId } } })),
    waveform: (trackId: string) => dataOf(GET('/api/tracks/{trackId}/waveform', { params: { path: { trackId } } })),
    retryTrack: (trackId: string) => dataOf(POST('/api/tracks/{trackId}/retry', { params: { path: { trackId } } })),
    /** @param traceparent of the file's upload, which this goes on with */
    createTrack: (body: NewTrack, traceparent: string) =>
      dataOf(POST('/api/tracks', { body, headers: { traceparent } })),
    /** On the revision that was seen; an ApiProblem `track_changed` holds the track as it is now. */
    changeTrack: (trackId: string, revision: number, body: TrackChange) =>
      dataOf(
        PATCH('/api/tracks/{trackId}', {
          params: { path: { trackId }, header: { 'if-match': `"${revision}"` } },
          body,
        }),
      ),
    /** A hundred at most, on the revisions that were seen; those that stay as they are come with the reason. */
    changeTracks: (tracks: { id: string; revision: number }[], change: TrackChange) =>
      dataOf(PATCH('/api/tracks', { body: { tracks, change } })),
    restoreTrack: (trackId: string) => POST('/api/tracks/{trackId}/restore', { params: { path: { trackId } } }),
    uploadQuota: () => dataOf(GET('/api/uploads/quota')),
    uploads: (query: { fingerprint?: string; limit?: number; cursor?: string }) =>
      dataOf(GET('/api/uploads', { params: { query } })),
    discardUpload: (uploadId: string) =>
      session.fetchAs(`/api/uploads/${uploadId}`, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }),
    /** A hundred at most, as are those of the next two; keepalive: leaving the page does not call it off. */
    deleteTracks: (ids: string[]) => dataOf(DELETE('/api/tracks', { body: { ids }, keepalive: true })),
    restoreTracks: (ids: string[]) => dataOf(POST('/api/tracks/restore', { body: { ids }, keepalive: true })),
    purgeTracks: (ids: string[]) => dataOf(DELETE('/api/deleted/tracks', { body: { ids } })),
    deletedTracks: (cursor?: string) =>
      dataOf(GET('/api/deleted/tracks', { params: { query: given({ limit: 50, cursor }) } })),
    artistDeletion: (artistId: string) =>
      dataOf(GET('/api/artists/{artistId}/deletion', { params: { path: { artistId } } })),
    deleteArtist: (artistId: string, tracks: 'keep' | 'delete') =>
      DELETE('/api/artists/{artistId}', { params: { path: { artistId }, query: { tracks } } }),
    restoreArtist: (artistId: string) =>
      POST('/api/artists/{artistId}/restore', { params: { path: { artistId } }, keepalive: true }),
    purgeArtist: (artistId: string) => DELETE('/api/deleted/artists/{artistId}', { params: { path: { artistId } } }),
    deletedArtists: (cursor?: string) =>
      dataOf(GET('/api/deleted/artists', { params: { query: given({ limit: 50, cursor }) } })),

    recent: (limit: number, cursor = '') => dataOf(GET('/api/recent', { params: { query: given({ limit, cursor }) } })),

    artists: (query: { limit: number; cursor?: string; q?: string }) =>
      dataOf(GET('/api/artists', { params: { query: given(query) } })),
    artist: (artistId: string) => dataOf(GET('/api/artists/{artistId}', { params: { path: { artistId } } })),
    artistTracks: (artistId: string, cursor: string) =>
      dataOf(
        GET('/api/artists/{artistId}/tracks', {
          params: { path: { artistId }, query: given({ limit: 50, cursor }) },
        }),
      ),
    artistAlbums: (artistId: string) =>
      dataOf(GET('/api/artists/{artistId}/albums', { params: { path: { artistId } } })),
    artistTopTracks: (artistId: string, limit: number) =>
      dataOf(GET('/api/artists/{artistId}/tracks', { params: { path: { artistId }, query: { sort: 'top', limit } } })),
    relatedArtists: (artistId: string) =>
      dataOf(GET('/api/artists/{artistId}/related', { params: { path: { artistId } } })),
    featuredArtists: () => dataOf(GET('/api/artists/featured')),
    createArtist: (body: NewArtist) => dataOf(POST('/api/artists', { body })),
    changeArtist: (artistId: string, body: ArtistChange) =>
      dataOf(PATCH('/api/artists/{artistId}', { params: { path: { artistId } }, body })),
    unregisteredNames: (limit: number, cursor: string) =>
      dataOf(GET('/api/artists/unregistered', { params: { query: given({ limit, cursor }) } })),
    bindName: (body: Binding) => dataOf(POST('/api/artists/bind', { body })),
    unbindName: (bindingId: string) => DELETE('/api/artists/bindings/{bindingId}', { params: { path: { bindingId } } }),
    putPhoto: (artistId: string, picture: Blob) => putPicture(`/api/artists/${artistId}/photo`, picture),
    removePhoto: (artistId: string) => DELETE('/api/artists/{artistId}/photo', { params: { path: { artistId } } }),
    putCover: (trackId: string, picture: Blob) => putPicture(`/api/tracks/${trackId}/cover`, picture),
    removeCover: (trackId: string) => DELETE('/api/tracks/{trackId}/cover', { params: { path: { trackId } } }),
    albums: (query: { limit: number; cursor?: string }) =>
      dataOf(GET('/api/albums', { params: { query: given(query) } })),
    album: (albumId: string) => dataOf(GET('/api/albums/{albumId}', { params: { path: { albumId } } })),
    albumTracks: (albumId: string) => dataOf(GET('/api/albums/{albumId}/tracks', { params: { path: { albumId } } })),

    search: (q: string, types: SearchType[], limit: number, signal?: AbortSignal) =>
      dataOf(GET('/api/search', { params: { query: { q, types: types.join(','), limit } }, signal })),
    searchArtists: (q: string, signal?: AbortSignal) =>
      dataOf(GET('/api/search/artists', { params: { query: { q, limit: 8 } }, signal })),

    demo: () => dataOf(GET('/api/demo')),
    loadDemo: () => dataOf(POST('/api/demo')),
    removeDemo: () => DELETE('/api/demo'),
    queue: () => dataOf(GET('/api/queue')),
    async editQueue(revision: number, operations: QueueOperation[]) {
      try {
        return await dataOf(POST('/api/queue/operations', { body: { revision, operations } }))
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'queue_conflict') return undefined
        throw error
      }
    },
    saveQueuePosition: (itemId: string, positionSeconds: number, keepalive: boolean) =>
      PUT('/api/queue/position', { body: { itemId, positionSeconds }, keepalive }),
    streamUrl: (trackId: string, body: { inMp4?: ('mp3' | 'aac' | 'flac')[]; download?: boolean }) =>
      dataOf(POST('/api/tracks/{trackId}/stream-url', { params: { path: { trackId } }, body })),
    startPlay: (trackId: string) => dataOf(POST('/api/plays', { body: { trackId } })),
    reportPlay: (playId: string, positionSeconds: number, state: PlayState, keepalive: boolean) =>
      PATCH('/api/plays/{playId}', { params: { path: { playId } }, body: { positionSeconds, state }, keepalive }),
  }
}

/** An error answer is thrown before it comes here: what comes has its data. */
async function dataOf<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await answer).data!
}

/** An empty question or cursor is none. */
function given<Q extends { cursor?: string; q?: string }>(query: Q): Q {
  return { ...query, cursor: query.cursor || undefined, q: query.q || undefined }
}
