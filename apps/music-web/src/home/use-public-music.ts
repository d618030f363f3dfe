import { useSession } from '@bell/ui/session'
import { useQuery } from '@tanstack/react-query'
import type { Track } from '../api/shapes.ts'
import { useMusic } from '../music-context.ts'
import { trackKeys } from '../tracks/track-cache.ts'

/** What is new of the music that is for everyone, for those who are not signed in; undefined for others, and until it is known. */
export function usePublicMusic(): Track[] | undefined {
  const { api } = useMusic()
  const { status } = useSession()
  const visiting = status === 'signed-out' || status === 'ended'
  const { data } = useQuery({
    queryKey: trackKeys.newest,
    queryFn: ({ signal }) => api.newestTracks(10, signal),
    enabled: visiting,
  })
  return visiting ? data?.items : undefined
}

/** Whether there is anything for this person to look around in: members always, visitors where some music is public. */
export function useMayLook(): boolean {
  const { status } = useSession()
  const music = usePublicMusic()
  return status === 'signed-in' || (music !== undefined && music.length > 0)
}
