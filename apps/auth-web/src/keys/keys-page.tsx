import { Button, ErrorState, PageHead, Skeleton, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { Section } from '../shell/section.tsx'
import { KeyRow } from './key-row.tsx'
import { useKeys, useRotation } from './use-keys.ts'
import { WithdrawDialog } from './withdraw-dialog.tsx'

/** For owners: the keys that AuthBell signs every token with, and their exchange. */
export function KeysPage() {
  const say = useWords()
  const formats = useFormats()
  const problem = useProblem()
  const keys = useKeys()
  const rotation = useRotation()
  const [withdrawing, setWithdrawing] = useState(false)
  usePageTitle(say('keys.title'))
  const next = keys.data?.items.find(({ state }) => state === 'next')
  const rotatesAt = keys.data?.rotatesAt

  return (
    <>
      <PageHead
        title={say('keys.title')}
        lead={say('keys.lead')}
        actions={
          <Button
            icon={<RefreshCw aria-hidden />}
            busy={rotation.isPending}
            disabled={!keys.data || next !== undefined}
            onClick={() =>
              rotation.mutate(
                { now: false },
                {
                  onSuccess: () => toast(say('keys.rotated'), { tone: 'success' }),
                  onError: (error) => toast(problem(error), { tone: 'error' }),
                },
              )
            }
          >
            {say('keys.rotate')}
          </Button>
        }
      />
      {keys.isPending && <KeySkeletons />}
      {keys.isError && <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data && (
        <>
          <ul className="border-line grid border-t">
            {keys.data.items.map((key) => (
              <KeyRow key={key.kid} of={key} />
            ))}
          </ul>
          <p className="text-muted py-4 text-xs">
            {next
              ? say('keys.underWay')
              : rotatesAt
                ? say('keys.scheduled', { date: formats.date(rotatesAt) })
                : say('keys.unscheduled')}
          </p>
          <Section title={say('keys.leaked')} lead={say('keys.leakedText')}>
            <Button variant="quiet" onClick={() => setWithdrawing(true)}>
              {say('keys.withdraw')}
            </Button>
          </Section>
        </>
      )}
      {withdrawing && <WithdrawDialog onClose={() => setWithdrawing(false)} />}
    </>
  )
}

function KeySkeletons() {
  return (
    <div className="grid gap-4 pt-3" aria-busy>
      <Skeleton className="h-12 w-full" />
      <Skeleton className="h-12 w-full" />
    </div>
  )
}
