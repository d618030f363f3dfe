import { Button, Dialog, TextField } from '@bell/ui'
import type { FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { fieldText } from '../shell/field-text.ts'
import { FormAlert } from '../shell/form-alert.tsx'

interface Props {
  title: string
  text?: string
  submit: string
  name: string
  busy: boolean
  error: unknown
  onSubmit: (name: string) => void
  onClose: () => void
}

/** Asks how a passkey is to be called. */
export function PasskeyNameDialog({ title, text, submit, name, busy, error, onSubmit, onClose }: Props) {
  const say = useWords()
  const problem = useProblem()
  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    onSubmit(fieldText(event.currentTarget, 'name').trim())
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={text}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('deleting.cancel')}
          </Button>
          <Button type="submit" form="passkey-name" busy={busy}>
            {submit}
          </Button>
        </>
      }
    >
      <form id="passkey-name" onSubmit={send} className="grid gap-5 pb-2">
        <TextField
          label={say('form.name')}
          name="name"
          defaultValue={name}
          required
          maxLength={60}
          hint={say('passkeys.nameHint')}
          onFocus={(event) => event.currentTarget.select()}
        />
        <FormAlert>{error ? problem(error) : undefined}</FormAlert>
      </form>
    </Dialog>
  )
}
