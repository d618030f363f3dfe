import { useSession } from '@bell/ui/session'
import { useQuery } from '@tanstack/react-query'
import type { Track } from '../api/shapes.ts'
import { useMusic } from '../music-context.ts'
import { trackKeys } from '../tracks/track-cache.ts'

const none: Track[] = []

/** What is new of the music that is for everyone, for those who are not signed in; nothing for others. */
export function usePublicMusic(): Track[] {
  const { api } = useMusic()
  const { status } = useSession()
  const visiting = status === 'signed-out' || status === 'ended'
  const { data } = useQuery({
    queryKey: trackKeys.newest,
    queryFn: ({ signal }) => api.newestTracks(10, signal),
    enabled: visiting,
  })
  return visiting ? (data?.items ?? none) : none
}
