import { useQuery } from '@tanstack/react-query'
import { Clock } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { toast } from '../feedback/toast.ts'
import { useKitWords } from '../i18n/kit-words.ts'
import { useStore, type Store } from '../store/index.ts'
import type { Totals } from './rows.ts'

interface Unfinished {
  id: string
  fileName: string
  /** Its bytes are arriving this moment. */
  sending: boolean
}

interface InterruptedProps {
  /** Of this page's own uploads. */
  totals: Store<Totals>
  /** What the server has begun to receive from this person, a hundred at most. */
  list: () => Promise<{ items: Unfinished[] }>
  discard: (id: string) => Promise<unknown>
}

const shown = 3

/** Says which files stopped on their way when the page was left, and how they go on. */
export function Interrupted({ totals, list, discard }: InterruptedProps) {
  const say = useKitWords()
  // What this page itself has begun is on the page.
  const any = useStore(totals, ({ all }) => all > 0)
  const unfinished = useQuery({
    queryKey: ['unfinished-uploads'],
    queryFn: async () => (await list()).items,
    enabled: !any,
    staleTime: 0,
    // The server may not have noticed yet that the page before this one is gone.
    refetchInterval: ({ state }) => state.data?.some((upload) => upload.sending) && 1000,
  })
  const left = (unfinished.data ?? []).filter((upload) => !upload.sending)
  if (any || left.length === 0) return null
  const names = left.slice(0, shown).map((upload) => upload.fileName)

  async function discardAll() {
    const outcomes = await Promise.allSettled(left.map((upload) => discard(upload.id)))
    if (outcomes.some(({ status }) => status === 'rejected')) toast(say('upload.discardFailed'), { tone: 'error' })
    await unfinished.refetch()
  }

  return (
    <section className="bg-raised rounded-panel mb-3.5 flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
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
      <Button variant="quiet" size="sm" onClick={() => void discardAll()}>
        {say('upload.discard')}
      </Button>
    </section>
  )
}
