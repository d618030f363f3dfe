import { Button, toast, useProblemText } from '@bell/ui'
import { Trash2 } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useDemo } from './use-demo.ts'

/** Takes the demonstration catalogue away by one click. */
export function RemoveDemo({ quiet = false }: { quiet?: boolean }) {
  const say = useWords()
  const problemText = useProblemText()
  const { state, remove } = useDemo()
  const busy = remove.isPending || state?.state === 'removing'
  return (
    <Button
      variant={quiet ? 'plain' : 'quiet'}
      size={quiet ? 'sm' : 'md'}
      icon={<Trash2 />}
      busy={busy}
      onClick={() =>
        // By its promise: the callbacks of `mutate` go with this button, which may be off the page by then.
        remove.mutateAsync().then(
          () => toast(say('demo.removed')),
          (error: unknown) => toast(problemText(error), { tone: 'error' }),
        )
      }
    >
      {say(busy ? 'demo.removing' : 'demo.remove')}
    </Button>
  )
}
