import { ErrorState, LoadMore, toast } from '@bell/ui'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { RowSkeletons } from '../people/row-skeletons.tsx'
import { DangerDialog } from '../shell/danger-dialog.tsx'
import { DeadLetterRow } from './dead-letter-row.tsx'
import { useDeadLetters, useDiscarding, type DeadLetter, type Service } from './use-events.ts'

/** What consumers of a service could not take: each can be given to them again, or be forgotten. */
export function DeadLetters({ service }: { service: Service }) {
  const say = useWords()
  const letters = useDeadLetters(service)
  const [discarding, setDiscarding] = useState<DeadLetter>()
  if (letters.isPending) return <RowSkeletons />
  if (letters.isError) return <ErrorState error={letters.error} onRetry={() => void letters.refetch()} />
  return (
    <div className="grid gap-2">
      <h3 className="font-semibold">{say('events.deadLetters')}</h3>
      <p className="text-muted">{say('events.deadLettersText')}</p>
      <ul aria-label={say('events.deadLetters')} className="border-line grid border-t">
        {letters.data.pages
          .flatMap((page) => page.items)
          .map((letter) => (
            <DeadLetterRow key={letter.id} {...{ service, letter }} onDiscard={() => setDiscarding(letter)} />
          ))}
      </ul>
      <LoadMore of={letters} />
      {discarding && <DiscardDialog {...{ service }} letter={discarding} onClose={() => setDiscarding(undefined)} />}
    </div>
  )
}

function DiscardDialog({ service, letter, onClose }: { service: Service; letter: DeadLetter; onClose: () => void }) {
  const say = useWords()
  const discarding = useDiscarding(service)

  async function discard() {
    await discarding.mutateAsync(letter.id)
    onClose()
    toast(say('events.discardedNow'), { tone: 'success' })
  }

  return (
    <DangerDialog
      title={say('events.discardTitle')}
      description={say('events.discardText', { type: letter.type })}
      keep={say('events.keep')}
      confirm={say('events.discard')}
      action={discarding}
      onConfirm={discard}
      onClose={onClose}
    />
  )
}
