import { Button, toast } from '@bell/ui'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { codeOf, fieldOf, useProblem } from '../problems.ts'
import { fieldText } from '../shell/field-text.ts'
import { CurrentPassword } from '../shell/current-password.tsx'
import { FormAlert } from '../shell/form-alert.tsx'
import { useOwn } from '../shell/own.ts'
import { PasswordField } from '../shell/password-field.tsx'

export function PasswordForm({ email }: { email: string }) {
  const say = useWords()
  const problem = useProblem()
  const { api } = useOwn()
  const change = useMutation({
    mutationFn: async ({ body }: { body: { currentPassword: string; newPassword: string }; form: HTMLFormElement }) => {
      await api.POST('/api/account/password', { body })
    },
    onSuccess: (_done, { form }) => {
      form.reset()
      toast(say('account.passwordSaved'), { tone: 'success' })
    },
  })
  const text = change.error ? problem(change.error) : undefined
  const wrong =
    codeOf(change.error) === 'wrong_password' ? 'current' : fieldOf(change.error) === 'password' ? 'new' : 'form'

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const body = { currentPassword: fieldText(form, 'current'), newPassword: fieldText(form, 'new') }
    change.mutate({ body, form })
  }

  return (
    <form onSubmit={submit} className="grid max-w-sm gap-5">
      <CurrentPassword email={email} error={wrong === 'current' ? text : undefined} />
      <PasswordField
        label={say('form.newPassword')}
        name="new"
        autoComplete="new-password"
        required
        hint={say('form.passwordHint')}
        error={wrong === 'new' ? text : undefined}
      />
      <FormAlert>{wrong === 'form' ? text : undefined}</FormAlert>
      <div>
        <Button type="submit" variant="quiet" busy={change.isPending}>
          {say('account.changePassword')}
        </Button>
      </div>
    </form>
  )
}
