import { Button, buttonClass, EmptyState } from '@bell/ui'
import { Link } from '@tanstack/react-router'
import { ImageOff, TriangleAlert } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { AppShell } from './app-shell.tsx'
import { usePageTitle } from './page-title.ts'

/** At an address that is no page's. */
export function LostPage() {
  return (
    <AppShell>
      <NotFound />
    </AppShell>
  )
}

function NotFound() {
  const say = useWords()
  usePageTitle(say('state.notFound'))
  return (
    <EmptyState
      level={1}
      icon={<ImageOff aria-hidden />}
      title={say('state.notFound')}
      action={
        <Link to="/" className={buttonClass({ variant: 'quiet' })}>
          {say('state.home')}
        </Link>
      }
    >
      {say('state.notFoundText')}
    </EmptyState>
  )
}

/** In place of a page that threw. */
export function CrashedPage({ reset }: { reset: () => void }) {
  const say = useWords()
  return (
    <EmptyState
      level={1}
      icon={<TriangleAlert aria-hidden />}
      title={say('state.crashed')}
      action={
        <Button variant="quiet" onClick={reset}>
          {say('state.again')}
        </Button>
      }
    >
      {say('state.crashedText')}
    </EmptyState>
  )
}
