import { ErrorState } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { trackKeys } from '../tracks/track-cache.ts'
import { HomeSections, HomeSkeleton } from './home-sections.tsx'
import { Welcome } from './welcome.tsx'

// For who is signed in: a visitor's first page does without.
const DemoHint = lazy(() => import('../demo/demo-hint.tsx').then((m) => ({ default: m.DemoHint })))
const FirstSteps = lazy(() => import('./first-steps.tsx').then((m) => ({ default: m.FirstSteps })))

export function HomePage() {
  const say = useWords()
  const { status } = useSession()
  usePageTitle(say('home.title'))
  if (status === 'loading') return <HomeSkeleton />
  return status === 'signed-in' ? <SignedInHome /> : <Welcome />
}

function SignedInHome() {
  const say = useWords()
  const { api } = useMusic()
  const newest = useQuery({ queryKey: trackKeys.newest, queryFn: ({ signal }) => api.newestTracks(10, signal) })
  return (
    <>
      <h1 className="sr-only">{say('home.title')}</h1>
      {newest.isPending ? (
        <HomeSkeleton />
      ) : newest.isError ? (
        <ErrorState error={newest.error} onRetry={() => void newest.refetch()} />
      ) : newest.data.items.length === 0 ? (
        <Suspense fallback={<HomeSkeleton />}>
          <FirstSteps />
        </Suspense>
      ) : (
        <>
          <Suspense>
            <DemoHint />
          </Suspense>
          <HomeSections newest={newest.data.items} />
        </>
      )}
    </>
  )
}
