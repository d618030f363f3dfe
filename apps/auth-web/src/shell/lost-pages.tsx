import { Button, buttonClass } from '@bell/ui'
import { useWords } from '../i18n/words.ts'
import { DoorFrame } from './door-frame.tsx'

export function NotFoundPage() {
  const say = useWords()
  return (
    <DoorFrame title={say('lost.notFound')} lead={say('lost.notFoundText')}>
      <a href="/" className={buttonClass({ variant: 'quiet' })}>
        {say('lost.home')}
      </a>
    </DoorFrame>
  )
}

/** In place of a page that threw. */
export function CrashedPage({ reset }: { reset: () => void }) {
  const say = useWords()
  return (
    <DoorFrame title={say('lost.crashed')} lead={say('lost.crashedText')}>
      <Button variant="quiet" onClick={reset}>
        {say('lost.again')}
      </Button>
    </DoorFrame>
  )
}
