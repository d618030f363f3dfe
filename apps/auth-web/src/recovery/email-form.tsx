import { Button, TextField, toast } from '@bell/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { NotConfirmed, useConfirmed } from '../confirmation/confirmed.ts'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { fieldText } from '../shell/field-text.ts'
import { useOwn } from '../shell/own.ts'
import { useRecovery } from './use-recovery.ts'

/** The address that one signs in with. */
export function EmailForm({ email }: { email: string }) {
  const say = useWords()
  const problem = useProblem()
  const { api } = useOwn()
  const confirmed = useConfirmed()
  const queryClient = useQueryClient()
  const { data: recovery } = useRecovery()
  const change = useMutation({
    mutationFn: async (next: string) =>
      (await confirmed(() => api.POST('/api/account/email', { body: { email: next } }))).data!,
    onSuccess: ({ pending }) => {
      if (!pending) toast(say('recovery.emailChanged'), { tone: 'success' })
      void queryClient.invalidateQueries({ queryKey: ['account'] })
    },
  })
  const error = change.error instanceof NotConfirmed ? undefined : change.error

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const next = fieldText(event.currentTarget, 'email').trim()
    if (next !== email) change.mutate(next)
  }

  return (
    <form key={email} onSubmit={submit} className="grid max-w-sm gap-5">
      <TextField
        label={say('form.email')}
        name="email"
        type="email"
        autoComplete="email"
        autoCapitalize="off"
        spellCheck={false}
        required
        maxLength={254}
        defaultValue={email}
        error={error ? problem(error) : undefined}
        hint={recovery?.byMail ? say('recovery.emailHint') : undefined}
      />
      <p role="status" className={change.data?.pending ? 'bg-raised rounded-control px-3 py-2.5' : 'sr-only'}>
        {change.data?.pending && say('recovery.emailPending', { email: change.variables })}
      </p>
      <div>
        <Button type="submit" variant="quiet" busy={change.isPending}>
          {say('recovery.changeEmail')}
        </Button>
      </div>
    </form>
  )
}
