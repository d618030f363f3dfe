import { Button, Progress, toast, useProblemText } from '@bell/ui'
import { Sparkles } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useDemo } from './use-demo.ts'

/**
 * Offers the demonstration catalogue, and shows how far it is while it is made; nothing for who may not load it.
 * `titled` where no heading stands above it.
 */
export function LoadDemo({ titled = true }: { titled?: boolean }) {
  const say = useWords()
  const problemText = useProblemText()
  const { state, load } = useDemo()
  if (!state || state.state === 'there' || state.state === 'removing') return null
  return (
    <section className="bg-raised rounded-panel mt-4 flex flex-wrap items-center gap-x-6 gap-y-3 p-5">
      <div className="min-w-0 flex-1 basis-72">
        {titled && <h2 className="text-base font-bold">{say('demo.title')}</h2>}
        <p className="text-muted">{say('demo.text')}</p>
        {state.state === 'stopped' && <p role="alert">{say('demo.stopped')}</p>}
      </div>
      {state.state === 'making' ? (
        <DemoProgress done={state.done} total={state.total} />
      ) : (
        <Button
          icon={<Sparkles />}
          busy={load.isPending}
          onClick={() => load.mutate(undefined, { onError: (error) => toast(problemText(error), { tone: 'error' }) })}
        >
          {say(state.state === 'stopped' ? 'demo.goOn' : 'demo.load')}
        </Button>
      )}
    </section>
  )
}

function DemoProgress({ done, total }: { done: number; total: number }) {
  const say = useWords()
  return (
    <div className="w-full max-w-xs">
      <p className="text-muted mb-1.5 text-sm tabular-nums">{say('demo.progress', { done, total })}</p>
      <Progress label={say('demo.making')} value={done / total} />
    </div>
  )
}
