import { Button, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { useReplay, type DeadLetter, type Service } from './use-events.ts'

interface Props {
  service: Service
  letter: DeadLetter
  onDiscard: () => void
}

export function DeadLetterRow({ service, letter, onDiscard }: Props) {
  const say = useWords()
  const formats = useFormats()
  const problem = useProblem()
  const replay = useReplay(service)
  const { id, type, consumer, subject, attempts, failedAt, error } = letter

  function again() {
    // By its promise: the callbacks of `mutate` go with this row, which may be off the page by then.
    replay.mutateAsync(id).then(
      ({ applied, error: why }) =>
        applied
          ? toast(say('events.replayedNow'), { tone: 'success' })
          : toast(say('events.failedAgain', { error: why ?? '' }), { tone: 'error' }),
      (cause: unknown) => toast(problem(cause), { tone: 'error' }),
    )
  }

  return (
    <li className="border-line grid gap-x-4 gap-y-2 border-b py-3 sm:grid-cols-[1fr_auto]">
      <div className="min-w-0">
        <p className="font-semibold wrap-anywhere">{type}</p>
        <p className="text-muted wrap-anywhere">
          {say('events.letter', { consumer, subject, count: attempts, when: formats.relative(failedAt) })}
        </p>
        <p className="text-sm wrap-anywhere">{error}</p>
      </div>
      <div className="flex items-center gap-2">
        <Button size="sm" busy={replay.isPending} onClick={again}>
          {say('events.replay')}
        </Button>
        <Button variant="quiet" size="sm" onClick={onDiscard}>
          {say('events.discard')}
        </Button>
      </div>
    </li>
  )
}
