import { Button, EmptyState } from '@bell/ui'
import { TriangleAlert } from 'lucide-react'
import { useWords } from '../i18n/words.ts'

/** In place of a page that threw; what stands around it, and the sound, go on. */
export function CrashedPage({ reset }: { reset: () => void }) {
  const say = useWords()
  return (
    <EmptyState
      level={1}
      icon={<TriangleAlert aria-hidden />}
      title={say('state.crashed')}
      action={
        <>
          <Button variant="quiet" onClick={reset}>
            {say('state.again')}
          </Button>
        </>
      }
    >
      {say('state.crashedText')}
    </EmptyState>
  )
}
