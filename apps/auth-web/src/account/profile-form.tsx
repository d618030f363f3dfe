import { Button, Chip, TextField, toast } from '@bell/ui'
import type { FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { fieldText } from '../shell/field-text.ts'
import { useAccountChange, type Account } from './use-account.ts'

export function ProfileForm({ account }: { account: Account }) {
  const say = useWords()
  const problem = useProblem()
  const change = useAccountChange()

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = fieldText(event.currentTarget, 'name').trim()
    if (name === account.name) return
    const before = account.name
    change.mutate(
      { name },
      { onSuccess: () => toast(say('account.nameSaved'), { undo: () => change.mutate({ name: before }) }) },
    )
  }

  return (
    // A name that was put back shows in a fresh field.
    <form key={account.name} onSubmit={submit} className="grid max-w-sm gap-5">
      <TextField
        label={say('form.name')}
        name="name"
        autoComplete="name"
        required
        maxLength={80}
        defaultValue={account.name}
        error={change.error ? problem(change.error) : undefined}
        hint={say('account.nameHint')}
      />
      <dl className="grid justify-items-start gap-1.5">
        <dt className="text-sm font-semibold">{say('account.role')}</dt>
        <dd>
          <Chip tone="muted">{say(`roles.${account.role}`)}</Chip>
        </dd>
      </dl>
      <div>
        <Button type="submit" variant="quiet" busy={change.isPending}>
          {say('account.save')}
        </Button>
      </div>
    </form>
  )
}
