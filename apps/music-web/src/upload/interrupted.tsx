import { Button, toast } from '@bell/ui'
import { useQuery } from '@tanstack/react-query'
import { Clock } from 'lucide-react'
import type { UnfinishedUpload } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useTotals } from './use-totals.ts'

const shown = 3

/** Says which files stopped on their way when the page was left, and how they go on. */
export function Interrupted() {
  const say = useWords()
  const { api } = useMusic()
  // What this page itself has begun is on the page.
  const any = useTotals((totals) => totals.all > 0)
  const unfinished = useQuery({
    queryKey: ['unfinished-uploads'],
    queryFn: async () => (await api.uploads({ limit: 100 })).items,
    enabled: !any,
    staleTime: 0,
    // The server may not have noticed yet that the page before this one is gone.
    refetchInterval: ({ state }) => state.data?.some((upload) => upload.sending) && 1000,
  })
  const left = (unfinished.data ?? []).filter((upload) => !upload.sending)
  if (any || left.length === 0) return null
  const names = left.slice(0, shown).map((upload) => upload.fileName)

  async function discard(uploads: UnfinishedUpload[]) {
    const outcomes = await Promise.allSettled(uploads.map((upload) => api.discardUpload(upload.id)))
    if (outcomes.some(({ status }) => status === 'rejected')) toast(say('upload.discardFailed'), { tone: 'error' })
    await unfinished.refetch()
  }

  return (
    <section className="bg-surface border-line rounded-panel mb-3.5 border flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
      <Clock aria-hidden size={20} strokeWidth={1.75} className="text-accent flex-none" />
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-semibold">{say('upload.interrupted', { count: left.length })}</p>
        <p className="text-muted text-sm break-words">
          {names.map((name, at) => (
            <span key={left[at]!.id}>
              {at > 0 && ', '}
              <bdi>{name}</bdi>
            </span>
          ))}
          {left.length > shown && ` ${say('upload.andMore', { count: left.length - shown })}`}
        </p>
      </div>
      <Button variant="quiet" size="sm" onClick={() => void discard(left)}>
        {say('upload.discard')}
      </Button>
    </section>
  )
}
