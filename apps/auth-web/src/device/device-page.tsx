import { Button, buttonClass, TextField } from '@bell/ui'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef, type FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { DoorFrame } from '../shell/door-frame.tsx'
import { fieldText } from '../shell/field-text.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { findDevice, refuseDevice, type DeviceProblem, type WaitingDevice } from './device-code.ts'

const route = getRouteApi('/device')

const problemWords = {
  not_found: 'device.notFound',
  expired: 'device.expired',
  used: 'device.used',
  cancelled: 'device.cancelled',
  too_many: 'problems.rateLimited',
  failed: 'device.failed',
} as const satisfies Record<DeviceProblem, string>

const knownProblem = (text = '') => (text in problemWords ? (text as DeviceProblem) : undefined)

/** Connects a television or a command line: its code is typed here, where one can sign in well. */
export function DevicePage() {
  const say = useWords()
  const { user_code: linked, done, problem: cameBack } = route.useSearch()
  const sayProblem = useProblem()
  const find = useMutation({ mutationFn: findDevice })
  const refuse = useMutation({ mutationFn: refuseDevice })
  const looked = useRef(false)
  const { mutate } = find
  useEffect(() => {
    if (linked === undefined || looked.current) return
    looked.current = true
    mutate(linked)
  }, [linked, mutate])

  if (done) return <Ended title={say('device.done')} text={say('device.doneText')} />
  if (refuse.isSuccess || cameBack === 'cancelled')
    return <Ended title={say('device.refused')} text={say('device.cancelled')} />
  if (typeof find.data === 'object')
    return (
      <Confirm
        device={find.data}
        refusing={refuse.isPending}
        problem={refuse.error ? sayProblem(refuse.error) : undefined}
        onRefuse={refuse.mutate}
      />
    )
  const problem = typeof find.data === 'string' ? find.data : find.isIdle ? knownProblem(cameBack) : undefined

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    find.mutate(fieldText(event.currentTarget, 'code'))
  }
  return (
    <DoorFrame title={say('device.title')} lead={say('device.lead')}>
      <form onSubmit={submit} className="grid gap-5">
        <TextField
          label={say('device.code')}
          name="code"
          required
          autoFocus
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          maxLength={20}
          placeholder="ABCD-EFGH"
          defaultValue={linked}
          className="[&_input]:text-center [&_input]:text-lg [&_input]:tracking-[.2em] [&_input]:uppercase [&_input]:tabular-nums"
          error={problem && say(problemWords[problem])}
        />
        <FormAlert>{find.error ? sayProblem(find.error) : undefined}</FormAlert>
        <Button type="submit" busy={find.isPending} className="w-full">
          {say('device.next')}
        </Button>
      </form>
    </DoorFrame>
  )
}

interface ConfirmProps {
  device: WaitingDevice
  refusing: boolean
  problem: string | undefined
  onRefuse: (device: WaitingDevice) => void
}

// Someone may have sent a link with a code of their own device: only who looks at theirs can tell.
function Confirm({ device, refusing, problem, onRefuse }: ConfirmProps) {
  const say = useWords()
  const { app, userCode, xsrf } = device
  return (
    <DoorFrame title={say('device.confirm', { app })} lead={say('device.confirmLead')}>
      <div className="grid gap-6">
        <p className="bg-raised rounded-panel py-5 text-center text-xl font-bold tracking-[.15em] tabular-nums">
          {userCode}
        </p>
        <p className="text-muted">{say('device.confirmText', { app })}</p>
        <FormAlert>{problem}</FormAlert>
        {/* A form of the browser's own: its answer leads on to the sign-in. */}
        <form method="post" action="/oidc/device" className="grid grid-cols-2 gap-3">
          <input type="hidden" name="xsrf" value={xsrf} />
          <input type="hidden" name="user_code" value={userCode} />
          <input type="hidden" name="confirm" value="yes" />
          <Button variant="quiet" busy={refusing} onClick={() => onRefuse(device)}>
            {say('device.no')}
          </Button>
          <Button type="submit">{say('device.yes')}</Button>
        </form>
      </div>
    </DoorFrame>
  )
}

function Ended({ title, text }: { title: string; text: string }) {
  const say = useWords()
  return (
    <DoorFrame title={title} lead={text}>
      <a href="/" className={`${buttonClass({ variant: 'quiet' })} w-full`}>
        {say('lost.home')}
      </a>
    </DoorFrame>
  )
}
