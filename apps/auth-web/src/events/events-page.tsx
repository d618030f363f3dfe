import { ErrorState, PageHead, Skeleton } from '@bell/ui'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { Section } from '../shell/section.tsx'
import { DeadLetters } from './dead-letters.tsx'
import { SearchNotice } from './search-notice.tsx'
import { ServiceEvents } from './service-events.tsx'
import { useEventsState } from './use-events.ts'

const titles = { music: 'MusicBell', img: 'ImgBell', auth: 'AuthBell' }

/** For owners: how far behind the work between the services is, and what of it failed for good. */
export function EventsPage() {
  const say = useWords()
  const states = useEventsState()
  usePageTitle(say('events.title'))
  return (
    <>
      <PageHead title={say('events.title')} lead={say('events.lead')} />
      {states.isPending && <Skeleton className="h-64 w-full" />}
      {states.isError && <ErrorState error={states.error} onRetry={() => void states.refetch()} />}
      {states.data?.items.map(({ service, state }) => (
        <Section key={service} title={titles[service]} lead={state ? undefined : say('events.away')}>
          {state && (
            <div className="grid gap-6">
              {service === 'music' && states.data.search && <SearchNotice search={states.data.search} />}
              <ServiceEvents service={service} state={state} />
              {state.deadLetters > 0 && <DeadLetters service={service} />}
            </div>
          )}
        </Section>
      ))}
    </>
  )
}
