import { Button, useProblemText } from '@bell/ui'
import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import type { Track } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { useMusic } from '../../music-context.ts'
import { showTrack } from '../track-cache.ts'

/** Has the server try again what failed for no fault of the file's; the outcome comes by the event stream. */
export function Retry({ track }: { track: Track }) {
  const say = useWords()
  const { api, queryClient } = useMusic()
  const textOf = useProblemText({ file_needed: say('track.fileNeeded') })
  const retry = useMutation({
    mutationFn: () => api.retryTrack(track.id),
    onSuccess: (now) => showTrack(queryClient, now),
  })
  return (
    <>
      <Button variant="quiet" icon={<RotateCw />} busy={retry.isPending} onClick={() => retry.mutate()}>
        {say('state.again')}
      </Button>
      {retry.isError && (
        <span role="alert" className="text-danger text-sm">
          {textOf(retry.error)}
        </span>
      )}
    </>
  )
}
