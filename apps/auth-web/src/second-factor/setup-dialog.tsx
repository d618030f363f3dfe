import { Button, Dialog, TextField } from '@bell/ui'
import { useRef, type FormEvent } from 'react'
import { encode } from 'uqr'
import { NotConfirmed } from '../confirmation/confirmed.ts'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { fieldText } from '../shell/field-text.ts'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'
import { useTurningOn } from './use-second-factor.ts'

interface Props {
  setup: { secret: string; address: string }
  onClose: () => void
}

/** Shows the secret to the authenticator app, asks for its first code, then shows the recovery codes. */
export function SetupDialog({ setup: { secret, address }, onClose }: Props) {
  const say = useWords()
  const problem = useProblem()
  const turningOn = useTurningOn()
  const field = useRef<HTMLInputElement>(null)
  const error = turningOn.error instanceof NotConfirmed ? undefined : turningOn.error

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    turningOn.mutate(fieldText(event.currentTarget, 'code'), { onError: () => field.current?.select() })
  }

  if (turningOn.data) return <RecoveryCodesDialog codes={turningOn.data} onClose={onClose} />
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('secondFactor.title')}
      description={say('secondFactor.setupText')}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('deleting.cancel')}
          </Button>
          <Button type="submit" form="second-factor" busy={turningOn.isPending}>
            {say('secondFactor.turnOn')}
          </Button>
        </>
      }
    >
      <form id="second-factor" onSubmit={submit} className="grid gap-5 pb-2">
        <QrCode text={address} label={say('secondFactor.qr')} />
        <p className="text-muted text-sm">
          {say('secondFactor.byHand')}{' '}
          <code className="text-text font-mono wrap-anywhere select-all">{secret.match(/.{1,4}/g)?.join(' ')}</code>
        </p>
        <TextField
          ref={field}
          label={say('secondFactor.code')}
          name="code"
          autoComplete="one-time-code"
          inputMode="numeric"
          required
          maxLength={10}
          error={error ? problem(error) : undefined}
        />
      </form>
    </Dialog>
  )
}

/** Dark on white in both themes: cameras expect it so. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { size, data } = encode(text, { ecc: 'M', border: 3 })
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : []))).join('')
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="rounded-control size-48 justify-self-center"
    >
      <rect width={size} height={size} fill="white" />
      <path d={path} fill="black" />
    </svg>
  )
}
