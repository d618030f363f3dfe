import { useQueries } from '@tanstack/react-query'
import type { Track } from '../api/shapes.ts'
import { useMusic } from '../music-context.ts'
import { trackKeys } from '../tracks/track-cache.ts'

const chunk = 50

/**
 * The cards of a stretch of a long list, fetched by id in chunks, so that the table can jump anywhere.
 * @returns the card at an index, or undefined while it is on its way
 */
export function useTrackCards(ids: string[], first: number, last: number) {
  const { api } = useMusic()
  const from = Math.floor(Math.max(0, first) / chunk)
  const to = Math.floor(Math.max(0, last) / chunk)
  const chunks = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) =>
    ids.slice((from + index) * chunk, (from + index + 1) * chunk),
  ).filter((part) => part.length > 0)
  const results = useQueries({
    queries: chunks.map((part) => ({
      queryKey: trackKeys.cards(part),
      queryFn: ({ signal }: { signal: AbortSignal }) => api.tracksByIds(part, signal),
      staleTime: 5 * 60_000,
    })),
  })
  const cards = new Map<string, Track>()
  for (const { data } of results) for (const track of data?.items ?? []) cards.set(track.id, track)
  return {
    cards,
    failed: results.find((result) => result.isError),
    retry: () => results.forEach((r) => r.isError && void r.refetch()),
  }
}
