import { Button, Dialog, Select, TextField } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { MailPlus } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { fieldText } from '../shell/field-text.ts'
import { CopyField } from '../shell/copy-field.tsx'
import { FormAlert } from '../shell/form-alert.tsx'
import { useInvite } from './use-invitations.ts'
import { roles, type Role } from './use-people.ts'

const days = ['1', '7', '30', '90'] as const

/** Makes an invitation, then shows its link: this once, since only its hash is kept. */
export function InviteDialog() {
  const say = useWords()
  const problem = useProblem()
  const { user } = useSession()
  const invite = useInvite()
  const [open, setOpen] = useState(false)
  const [role, setRole] = useState<Role>('listener')
  const [expiry, setExpiry] = useState<(typeof days)[number]>('7')
  const permitted = user?.roles.includes('owner')
    ? roles
    : roles.filter((one) => one === 'artist' || one === 'listener')

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const maxUses = Number(fieldText(form, 'uses'))
    invite.mutate({ role, note: fieldText(form, 'note'), expiresInDays: Number(expiry), maxUses })
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        if (next) invite.reset()
      }}
      trigger={<Button icon={<MailPlus aria-hidden />}>{say('invitations.invite')}</Button>}
      title={say(invite.data ? 'invitations.made' : 'invitations.invite')}
      description={say(invite.data ? 'invitations.madeText' : 'invitations.inviteText')}
      footer={
        invite.data ? (
          <Button variant="quiet" onClick={() => setOpen(false)}>
            {say('invitations.done')}
          </Button>
        ) : (
          <Button type="submit" form="invite" busy={invite.isPending}>
            {say('invitations.make')}
          </Button>
        )
      }
    >
      {invite.data ? (
        <div className="py-2">
          <CopyField label={say('invitations.link')} value={invite.data.link} />
        </div>
      ) : (
        <form id="invite" onSubmit={submit} className="grid gap-5 py-2">
          <TextField
            label={say('invitations.for')}
            name="note"
            maxLength={200}
            optional
            hint={say('invitations.forHint')}
          />
          <Select
            label={say('invitations.role')}
            value={role}
            onValueChange={setRole}
            hint={say(`roleHints.${role}`)}
            items={permitted.map((one) => ({ value: one, label: say(`roles.${one}`) }))}
          />
          <div className="grid gap-5 sm:grid-cols-2">
            <Select
              label={say('invitations.expiry')}
              value={expiry}
              onValueChange={setExpiry}
              items={days.map((one) => ({ value: one, label: say('invitations.days', { count: Number(one) }) }))}
            />
            <TextField
              label={say('invitations.maxUses')}
              name="uses"
              type="number"
              inputMode="numeric"
              min={1}
              max={1000}
              defaultValue={1}
              required
            />
          </div>
          <FormAlert>{invite.error ? problem(invite.error) : undefined}</FormAlert>
        </form>
      )}
    </Dialog>
  )
}
