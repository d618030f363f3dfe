import { Button, buttonClass, ErrorState, Skeleton } from '@bell/ui'
import { currentLanguage } from '@bell/ui/i18n'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { openApi } from '../open-api.ts'
import { useProblem } from '../problems.ts'
import { DoorFrame } from '../shell/door-frame.tsx'
import { EmailField } from '../shell/email-field.tsx'
import { fieldText } from '../shell/field-text.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { useRecovery } from './use-recovery.ts'

const signInAddress = '/session/login?returnTo=/'

/** For who forgot the password: a letter with a link, or whom to ask. */
export function ForgotPage() {
  const say = useWords()
  const problem = useProblem()
  const recovery = useRecovery()
  const asking = useMutation({
    mutationFn: async (email: string) => {
      await openApi.POST('/api/recovery/forgotten', { body: { email, language: currentLanguage() } })
    },
  })

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    asking.mutate(fieldText(event.currentTarget, 'username'))
  }

  if (recovery.isError) {
    return (
      <DoorFrame title={say('recovery.title')}>
        <ErrorState error={recovery.error} onRetry={() => void recovery.refetch()} />
      </DoorFrame>
    )
  }
  if (recovery.data?.byMail === false) {
    return (
      <DoorFrame title={say('recovery.title')} lead={say('recovery.ask')}>
        <BackToSignIn />
      </DoorFrame>
    )
  }
  if (asking.isSuccess) {
    return (
      <DoorFrame title={say('recovery.sent')} lead={say('recovery.sentText', { email: asking.variables })}>
        <BackToSignIn />
      </DoorFrame>
    )
  }
  return (
    <DoorFrame title={say('recovery.title')} lead={say('recovery.text')}>
      {recovery.isPending ? (
        <Skeleton className="h-40 w-full" />
      ) : (
        <form onSubmit={submit} className="grid gap-5">
          <EmailField autoFocus />
          <FormAlert>{asking.error ? problem(asking.error) : undefined}</FormAlert>
          <Button type="submit" busy={asking.isPending} className="w-full">
            {say('recovery.send')}
          </Button>
          <BackToSignIn />
        </form>
      )}
    </DoorFrame>
  )
}

function BackToSignIn() {
  const say = useWords()
  return (
    <a href={signInAddress} className={`${buttonClass({ variant: 'quiet' })} w-full`}>
      {say('recovery.back')}
    </a>
  )
}
