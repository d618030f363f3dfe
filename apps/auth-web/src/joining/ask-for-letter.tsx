import { Button, buttonClass } from '@bell/ui'
import { currentLanguage } from '@bell/ui/i18n'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { openApi } from '../open-api.ts'
import { fieldOf, useProblem } from '../problems.ts'
import { DoorFrame } from '../shell/door-frame.tsx'
import { EmailField } from '../shell/email-field.tsx'
import { fieldText } from '../shell/field-text.ts'
import { FormAlert } from '../shell/form-alert.tsx'

/** Begins an account by a letter; says the same whether or not there is one already. */
export function AskForLetter() {
  const say = useWords()
  const problem = useProblem()
  const asking = useMutation({
    mutationFn: async (email: string) => {
      await openApi.POST('/api/sign-up', { body: { email, language: currentLanguage() } })
    },
  })

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    asking.mutate(fieldText(event.currentTarget, 'username'))
  }

  if (asking.isSuccess) {
    return (
      <DoorFrame title={say('join.letterSent')} lead={say('join.letterSentText', { email: asking.variables })}>
        <HaveAccount />
      </DoorFrame>
    )
  }
  const inField = asking.error && fieldOf(asking.error) === 'email'
  return (
    <DoorFrame title={say('join.title')} lead={say('join.byLetter')}>
      <form onSubmit={submit} className="grid gap-5">
        <EmailField autoFocus error={inField ? problem(asking.error) : undefined} />
        <FormAlert>{asking.error && !inField ? problem(asking.error) : undefined}</FormAlert>
        <Button type="submit" busy={asking.isPending} className="w-full">
          {say('join.sendLetter')}
        </Button>
        <HaveAccount />
      </form>
    </DoorFrame>
  )
}

function HaveAccount() {
  const say = useWords()
  return (
    <a href="/session/login?returnTo=/" className={`${buttonClass({ variant: 'quiet' })} w-full`}>
      {say('join.haveAccount')}
    </a>
  )
}
