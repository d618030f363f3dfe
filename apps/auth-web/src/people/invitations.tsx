import { Button, Chip, EmptyState, ErrorState, LoadMore, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { MailPlus } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { RowSkeletons } from './row-skeletons.tsx'
import { useInvitations, useRevocation, type Invitation } from './use-invitations.ts'

export function Invitations() {
  const say = useWords()
  const invitations = useInvitations()
  if (invitations.isPending) return <RowSkeletons />
  if (invitations.isError) return <ErrorState error={invitations.error} onRetry={() => void invitations.refetch()} />
  const items = invitations.data.pages.flatMap((page) => page.items)
  if (items.length === 0) {
    return (
      <EmptyState icon={<MailPlus aria-hidden />} title={say('invitations.none')}>
        {say('invitations.noneText')}
      </EmptyState>
    )
  }
  return (
    <>
      <ul className="grid">
        {items.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
      <LoadMore of={invitations} />
    </>
  )
}

const tones = { open: 'good', used: 'muted', expired: 'muted', revoked: 'danger' } as const

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const say = useWords()
  const formats = useFormats()
  const problem = useProblem()
  const revocation = useRevocation()
  const { id, role, note, state, uses, maxUses, expiresAt } = invitation
  const name = note || say('invitations.someone')
  return (
    <li className="border-line flex flex-wrap items-center gap-x-3 gap-y-1 border-b py-3">
      <div className="min-w-0 flex-1 basis-52">
        <div className="flex flex-wrap items-center gap-2 font-semibold">
          {name}
          <Chip tone={tones[state]}>{say(`invitations.${state}`)}</Chip>
        </div>
        <div className="text-muted text-xs">
          {say(`roles.${role}`)} · {say('invitations.uses', { uses, count: maxUses })} ·{' '}
          {say('invitations.until', { date: formats.date(expiresAt) })}
        </div>
      </div>
      {state === 'open' && (
        <Button
          variant="quiet"
          size="sm"
          aria-label={say('invitations.revokeOf', { name })}
          busy={revocation.isPending}
          onClick={() =>
            revocation.mutateAsync(id).then(
              () => toast(say('invitations.revokedNow')),
              (error: unknown) => toast(problem(error), { tone: 'error' }),
            )
          }
        >
          {say('invitations.revoke')}
        </Button>
      )}
    </li>
  )
}
