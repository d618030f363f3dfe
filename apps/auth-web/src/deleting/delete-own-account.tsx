import { Button, Dialog } from '@bell/ui'
import { Trash2 } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { codeOf, useProblem } from '../problems.ts'
import { fieldText } from '../shell/field-text.ts'
import { CurrentPassword } from '../shell/current-password.tsx'
import { FormAlert } from '../shell/form-alert.tsx'
import { useDeletion, useOwnDeletion } from './use-deletion.ts'
import { WhatGoes } from './what-goes.tsx'

export function DeleteOwnAccount({ email }: { email: string }) {
  const say = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="quiet" icon={<Trash2 aria-hidden />} onClick={() => setOpen(true)}>
        {say('deleting.deleteOwn')}
      </Button>
      {open && <OwnDialog email={email} onClose={() => setOpen(false)} />}
    </>
  )
}

function OwnDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const say = useWords()
  const problem = useProblem()
  const deletion = useDeletion()
  const deleting = useOwnDeletion()
  const text = deleting.error ? problem(deleting.error) : undefined
  const isWrong = codeOf(deleting.error) === 'wrong_password'

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    deleting.mutate({ currentPassword: fieldText(event.currentTarget, 'current') })
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('deleting.ownTitle')}
      description={say('deleting.ownText')}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('deleting.cancel')}
          </Button>
          <Button
            type="submit"
            form="delete-own"
            variant="danger"
            busy={deleting.isPending || deleting.isSuccess}
            disabled={!deletion.data}
          >
            {say('deleting.delete')}
          </Button>
        </>
      }
    >
      <form id="delete-own" onSubmit={submit} className="grid gap-5 pb-2">
        <WhatGoes deletion={deletion} />
        <CurrentPassword email={email} error={isWrong ? text : undefined} />
        <FormAlert>{isWrong ? undefined : text}</FormAlert>
      </form>
    </Dialog>
  )
}
