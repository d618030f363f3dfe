import { Button, TextField } from '@bell/ui'
import { currentLanguage, type Language } from '@bell/ui/i18n'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { fieldOf, useProblem } from '../problems.ts'
import { EmailField } from '../shell/email-field.tsx'
import { fieldText } from '../shell/field-text.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { PasswordField } from '../shell/password-field.tsx'

interface NewAccount {
  name: string
  email: string
  password: string
  language: Language
}

/** Name, address and password of an account to be made; `make` says where to go on. */
export function NewAccountForm(props: {
  /** The address, where it is settled. */
  email?: string
  submit: string
  make: (account: NewAccount) => Promise<{ redirectTo: string }>
}) {
  const say = useWords()
  const problem = useProblem()
  const making = useMutation({
    mutationFn: props.make,
    onSuccess: ({ redirectTo }) => location.assign(redirectTo),
  })
  const wrong = making.error ? (fieldOf(making.error) ?? 'form') : undefined
  const errorOf = (field: typeof wrong) => (wrong === field && making.error ? problem(making.error) : undefined)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    making.mutate({
      name: fieldText(form, 'name'),
      email: fieldText(form, 'username'),
      password: fieldText(form, 'password'),
      language: currentLanguage(),
    })
  }

  return (
    <form onSubmit={submit} className="grid gap-5">
      <TextField
        label={say('form.name')}
        name="name"
        autoComplete="name"
        required
        autoFocus
        maxLength={80}
        error={errorOf('name')}
      />
      <EmailField defaultValue={props.email} readOnly={props.email !== undefined} error={errorOf('email')} />
      <PasswordField
        label={say('form.newPassword')}
        name="password"
        autoComplete="new-password"
        required
        hint={say('form.passwordHint')}
        error={errorOf('password')}
      />
      <FormAlert>{errorOf('form')}</FormAlert>
      <Button type="submit" busy={making.isPending || making.isSuccess} className="w-full">
        {props.submit}
      </Button>
    </form>
  )
}
