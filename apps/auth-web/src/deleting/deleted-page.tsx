import { buttonClass } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { getRouteApi } from '@tanstack/react-router'
import { useWords } from '../i18n/words.ts'
import { DoorFrame } from '../shell/door-frame.tsx'

const route = getRouteApi('/deleted')

/** Where one is after one has deleted one's own account. */
export function DeletedPage() {
  const say = useWords()
  const formats = useFormats()
  const { until } = route.useSearch()
  const canReturn = until !== undefined && Date.parse(until) > Date.now()
  return (
    <DoorFrame
      title={say('deleting.done')}
      lead={canReturn ? say('deleting.doneText', { date: formats.date(until) }) : say('deleting.goneText')}
    >
      {canReturn && (
        <a href="/session/login?returnTo=/" className={buttonClass({ variant: 'quiet' })}>
          {say('deleting.return')}
        </a>
      )}
    </DoorFrame>
  )
}
