import { buttonClass, CrashedState, NotFoundState } from '@bell/ui'
import { Link } from '@tanstack/react-router'
import { ImageOff } from 'lucide-react'
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
  const title = say('state.notFound')
  usePageTitle(title)
  const home = (
    <Link to="/" className={buttonClass({ variant: 'quiet' })}>
      {say('state.home')}
    </Link>
  )
  return <NotFoundState icon={<ImageOff aria-hidden />} title={title} home={home} />
}

/** In place of a page that threw. */
export function CrashedPage({ reset }: { reset: () => void }) {
  const say = useWords()
  return <CrashedState text={say('state.crashedText')} reset={reset} />
}
