import { buttonClass, EmptyState } from '@bell/ui'
import { Link } from '@tanstack/react-router'
import { BellOff } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from './page-title.ts'

export function NotFoundPage() {
  const say = useWords()
  usePageTitle(say('state.notFound'))
  return (
    <EmptyState
      level={1}
      icon={<BellOff aria-hidden />}
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
