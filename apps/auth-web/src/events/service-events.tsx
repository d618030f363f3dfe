import { Button } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { RereadDialog } from './reread-dialog.tsx'
import type { Service, ServiceState } from './use-events.ts'

/** What waits to be told, and how far behind each consumer is. */
export function ServiceEvents({ service, state }: { service: Service; state: NonNullable<ServiceState['state']> }) {
  const say = useWords()
  const formats = useFormats()
  const [rereading, setRereading] = useState(false)
  const { waiting, oldestSeconds, consumers } = state
  const behind = ({ behind: count }: { behind: number | null }) =>
    count === null ? say('events.unknown') : count === 0 ? say('events.upToDate') : say('events.behind', { count })
  return (
    <div className="grid gap-3">
      <p className="font-semibold">
        {waiting === 0
          ? say('events.nothingWaits')
          : say('events.waiting', {
              count: waiting,
              when: formats.relative(new Date(Date.now() - oldestSeconds * 1000).toISOString()),
            })}
      </p>
      {consumers.length > 0 && (
        <>
          <ul aria-label={say('events.consumers')} className="border-line grid border-t">
            {consumers.map((consumer) => (
              <li key={consumer.name} className="border-line flex flex-wrap justify-between gap-x-4 border-b py-2">
                <code className="wrap-anywhere">{consumer.name}</code>
                <span className={consumer.behind ? 'font-semibold' : 'text-muted'}>{behind(consumer)}</span>
              </li>
            ))}
          </ul>
          <div>
            <Button variant="quiet" size="sm" onClick={() => setRereading(true)}>
              {say('events.reread')}
            </Button>
          </div>
        </>
      )}
      {rereading && (
        <RereadDialog
          service={service}
          consumers={consumers.map(({ name }) => name)}
          onClose={() => setRereading(false)}
        />
      )}
    </div>
  )
}
