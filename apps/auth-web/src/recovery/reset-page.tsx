import { Button, buttonClass, Skeleton } from '@bell/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { useSecretFragment } from '../joining/use-secret-fragment.ts'
import { openApi } from '../open-api.ts'
import { fieldOf, useProblem } from '../problems.ts'
import { DoorFrame } from '../shell/door-frame.tsx'
import { fieldText } from '../shell/field-text.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { PasswordField } from '../shell/password-field.tsx'

/** Sets a new password, by the link in a letter or one that was handed over. */
export function ResetPage() {
  const say = useWords()
  const problem = useProblem()
  const token = useSecretFragment()
  const account = useQuery({
    queryKey: ['reset', token],
    retry: false,
    enabled: token !== '',
    queryFn: async () => (await openApi.POST('/api/recovery/lookup', { body: { token } })).data!,
  })
  const reset = useMutation({
    mutationFn: async (password: string) => {
      await openApi.POST('/api/recovery/reset', { body: { token, password } })
    },
  })
  const text = reset.error ? problem(reset.error) : undefined
  const isPassword = fieldOf(reset.error) === 'password'

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    reset.mutate(fieldText(event.currentTarget, 'password'))
  }

  if (token === '' || account.isError) {
    return (
      <DoorFrame title={say('recovery.void')} lead={account.error ? problem(account.error) : say('problems.linkVoid')}>
        <a href="/forgot" className={`${buttonClass({ variant: 'quiet' })} w-full`}>
          {say('recovery.askAgain')}
        </a>
      </DoorFrame>
    )
  }
  if (reset.isSuccess) {
    return (
      <DoorFrame title={say('recovery.done')} lead={say('recovery.doneText')}>
        <a href="/session/login?returnTo=/" className={`${buttonClass()} w-full`}>
          {say('signIn.submit')}
        </a>
      </DoorFrame>
    )
  }
  return (
    <DoorFrame
      title={say('recovery.choose')}
      lead={
        account.data ? say('recovery.chooseText', { email: account.data.email }) : <Skeleton className="h-5 w-56" />
      }
    >
      {account.data ? (
        <form onSubmit={submit} className="grid gap-5">
          {/* So that a password manager knows whose password is renewed. */}
          <input
            type="text"
            name="username"
            autoComplete="username"
            value={account.data.email}
            readOnly
            tabIndex={-1}
            aria-hidden
            className="sr-only"
          />
          <PasswordField
            label={say('form.newPassword')}
            name="password"
            autoComplete="new-password"
            required
            autoFocus
            hint={say('form.passwordHint')}
            error={isPassword ? text : undefined}
          />
          <FormAlert>{isPassword ? undefined : text}</FormAlert>
          <Button type="submit" busy={reset.isPending} className="w-full">
            {say('recovery.save')}
          </Button>
        </form>
      ) : (
        <Skeleton className="h-32 w-full" />
      )}
    </DoorFrame>
  )
}
