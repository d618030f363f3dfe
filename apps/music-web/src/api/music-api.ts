import { ApiProblem, type Session } from '@bell/ui/session'
import type { PlayState } from '../player/play-reports.ts'
import type { QueueConflict } from '../player/queue-client.ts'
import type { StreamUrl } from '../player/stream-urls.ts'
import type {
  Album,
  Artist,
  ArtistLink,
  NewTrack,
  Page,
  Queue,
  QueueOperation,
  SearchResults,
  Track,
} from './shapes.ts'

export type TrackSort = 'added' | 'title'
export type MusicApi = ReturnType<typeof createMusicApi>

type Query = Record<string, string | number | undefined>
type Options = { query?: Query; body?: unknown; signal?: AbortSignal; keepalive?: boolean }

/** The calls of the music service that this app makes. Every error answer is thrown as an ApiProblem. */
export function createMusicApi(session: Pick<Session, 'fetchAs'>) {
  async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
    const { query = {}, body, signal, keepalive } = options
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') search.set(name, String(value))
    }
    const response = await session.fetchAs(search.size > 0 ? `${path}?${search}` : path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      ...(signal ? { signal } : {}),
      ...(keepalive ? { keepalive } : {}),
    })
    return (response.status === 204 ? undefined : await response.json()) as T
  }

  return {
    newestTracks: (limit: number, signal?: AbortSignal) =>
      call<Page<Track>>('GET', '/api/tracks', { query: { sort: 'added', limit }, ...(signal ? { signal } : {}) }),
    trackIds: (sort: TrackSort, signal?: AbortSignal) =>
      call<{ ids: string[] }>('GET', '/api/tracks/ids', { query: { sort }, ...(signal ? { signal } : {}) }),
    tracksByIds: (ids: string[], signal?: AbortSignal) =>
      call<Page<Track>>('GET', '/api/tracks', {
        query: { ids: ids.join(','), limit: ids.length },
        ...(signal ? { signal } : {}),
      }),
    track: (id: string) => call<Track>('GET', `/api/tracks/${id}`),
    createTrack: (track: NewTrack) => call<Track>('POST', '/api/tracks', { body: track }),
    deleteTrack: (id: string, keepalive = false) => call<void>('DELETE', `/api/tracks/${id}`, { keepalive }),
    recent: (limit: number) => call<Page<Track>>('GET', '/api/recent', { query: { limit } }),

    artists: (query: { limit?: number; cursor?: string; q?: string }) =>
      call<Page<Artist>>('GET', '/api/artists', { query }),
    artist: (id: string) => call<Artist>('GET', `/api/artists/${id}`),
    artistTracks: (id: string, cursor?: string) =>
      call<Page<Track>>('GET', `/api/artists/${id}/tracks`, { query: { limit: 50, cursor } }),
    artistAlbums: (id: string) => call<Page<Album>>('GET', `/api/artists/${id}/albums`, { query: { limit: 50 } }),
    album: (id: string) => call<Album>('GET', `/api/albums/${id}`),
    albumTracks: (id: string) => call<Page<Track>>('GET', `/api/albums/${id}/tracks`),
    createArtist: (artist: { name: string; biography?: string; links?: ArtistLink[] }) =>
      call<Artist>('POST', '/api/artists', { body: artist }),
    searchArtists: (q: string, signal?: AbortSignal) =>
      call<{ items: Artist[] }>('GET', '/api/search/artists', {
        query: { q, limit: 8 },
        ...(signal ? { signal } : {}),
      }),
    search: (q: string, limit: number, signal?: AbortSignal) =>
      call<SearchResults>('GET', '/api/search', { query: { q, limit }, ...(signal ? { signal } : {}) }),

    queue: () => call<Queue>('GET', '/api/queue'),
    async editQueue(revision: number, operations: QueueOperation[]): Promise<Queue | QueueConflict> {
      try {
        return await call<Queue>('POST', '/api/queue/operations', { body: { revision, operations } })
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'queue_conflict') {
          return { conflict: error.body['queue'] as Queue }
        }
        throw error
      }
    },
    saveQueuePosition: (itemId: string, positionSeconds: number, keepalive: boolean) =>
      call<void>('PUT', '/api/queue/position', { body: { itemId, positionSeconds }, keepalive }),
    streamUrl: (trackId: string) => call<StreamUrl>('POST', `/api/tracks/${trackId}/stream-url`),
    startPlay: (trackId: string) => call<{ playId: string }>('POST', '/api/plays', { body: { trackId } }),
    reportPlay: (playId: string, positionSeconds: number, state: PlayState, keepalive: boolean) =>
      call<void>('PATCH', `/api/plays/${playId}`, { body: { positionSeconds, state }, keepalive }),
  }
}
