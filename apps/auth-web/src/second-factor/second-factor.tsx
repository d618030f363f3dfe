import { Button, ErrorState, Skeleton, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { ShieldCheck } from 'lucide-react'
import { NotConfirmed } from '../confirmation/confirmed.ts'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'
import { SetupDialog } from './setup-dialog.tsx'
import { useNewRecoveryCodes, useSecondFactor, useSetup, useTurningOff } from './use-second-factor.ts'

/** Two-step sign-in of one's own account. */
export function SecondFactor() {
  const say = useWords()
  const report = useReport()
  const factor = useSecondFactor()
  const setup = useSetup()
  if (factor.isPending) return <Skeleton className="h-11 w-56" />
  if (factor.isError) return <ErrorState error={factor.error} onRetry={() => void factor.refetch()} />
  return (
    <>
      {factor.data.since === null ? (
        <Button
          variant="quiet"
          icon={<ShieldCheck aria-hidden />}
          busy={setup.isPending}
          onClick={() => setup.mutate(undefined, { onError: report })}
        >
          {say('secondFactor.turnOn')}
        </Button>
      ) : (
        <On since={factor.data.since} recoveryCodesLeft={factor.data.recoveryCodesLeft} />
      )}
      {/* Stays when it is on: then it shows the recovery codes. */}
      {setup.data && <SetupDialog setup={setup.data} onClose={setup.reset} />}
    </>
  )
}

function On({ since, recoveryCodesLeft }: { since: string; recoveryCodesLeft: number }) {
  const say = useWords()
  const formats = useFormats()
  const report = useReport()
  const renewing = useNewRecoveryCodes()
  const turningOff = useTurningOff()
  const done = () => toast(say('secondFactor.nowOff'), { tone: 'success' })
  return (
    <div className="grid gap-4">
      <p>
        {say('secondFactor.since', { date: formats.date(since) })}{' '}
        <span className={recoveryCodesLeft < 3 ? 'text-danger' : 'text-muted'}>
          {say('secondFactor.left', { count: recoveryCodesLeft })}
        </span>
      </p>
      <div className="flex flex-wrap gap-3">
        <Button
          variant="quiet"
          busy={renewing.isPending}
          onClick={() => renewing.mutate(undefined, { onError: report })}
        >
          {say('secondFactor.renew')}
        </Button>
        <Button
          variant="plain"
          busy={turningOff.isPending}
          onClick={() => turningOff.mutate(undefined, { onSuccess: done, onError: report })}
        >
          {say('secondFactor.turnOff')}
        </Button>
      </div>
      {renewing.data && <RecoveryCodesDialog codes={renewing.data} onClose={renewing.reset} />}
    </div>
  )
}

function useReport() {
  const problem = useProblem()
  return (error: unknown) => {
    if (!(error instanceof NotConfirmed)) toast(problem(error), { tone: 'error' })
  }
}
