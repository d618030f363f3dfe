import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { useKitWords } from '../i18n/kit-words.ts'
import { EmptyState } from './empty-state.tsx'

/** In place of a page that threw. @param text what to do about it */
export function CrashedState({ text, reset }: { text: string; reset: () => void }) {
  const say = useKitWords()
  return (
    <EmptyState
      level={1}
      icon={<TriangleAlert aria-hidden />}
      title={say('crashed')}
      action={
        <Button variant="quiet" onClick={reset}>
          {say('tryAgain')}
        </Button>
      }
    >
      {text}
    </EmptyState>
  )
}

/** At an address that is no page's. @param home the app's own link to its first page, so that nothing loads anew */
export function NotFoundState({ icon, title, home }: { icon: ReactNode; title: string; home: ReactNode }) {
  const say = useKitWords()
  return (
    <EmptyState level={1} icon={icon} title={title} action={home}>
      {say('notFoundText')}
    </EmptyState>
  )
}
