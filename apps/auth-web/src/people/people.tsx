import { Avatar, Button, Chip, ErrorState, IconButton, Menu, Select, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useSession } from '@bell/ui/session'
import { Ellipsis, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { DeletePersonDialog } from '../deleting/delete-person-dialog.tsx'
import { usePersonRestoring } from '../deleting/use-deletion.ts'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { ResetLinkDialog } from '../recovery/reset-link-dialog.tsx'
import { useTurningOffFor } from '../second-factor/use-second-factor.ts'
import { RowSkeletons } from './row-skeletons.tsx'
import { roles, usePeople, usePersonChange, type Person, type Role } from './use-people.ts'

export function People() {
  const say = useWords()
  const people = usePeople()
  if (people.isPending) return <RowSkeletons />
  if (people.isError) return <ErrorState error={people.error} onRetry={() => void people.refetch()} />
  return (
    <>
      <ul className="grid">
        {people.data.pages.flatMap((page) => page.items.map((person) => <PersonRow key={person.id} person={person} />))}
      </ul>
      {people.hasNextPage && (
        <div className="mt-5 text-center">
          <Button variant="quiet" busy={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
            {say('people.more')}
          </Button>
        </div>
      )}
    </>
  )
}

function PersonRow({ person }: { person: Person }) {
  const say = useWords()
  const formats = useFormats()
  const problem = useProblem()
  const { user } = useSession()
  const change = usePersonChange()
  const isOwner = user?.roles.includes('owner') ?? false
  // An admin looks after artists and listeners; the server says the same.
  const permitted = isOwner ? roles : roles.filter((role) => role === 'artist' || role === 'listener')
  const mayChange = permitted.includes(person.role)
  const isDisabled = person.disabledAt !== null
  const isOneself = person.id === user?.id
  const [deleting, setDeleting] = useState(false)
  const [isResetting, setIsResetting] = useState(false)
  const turningOff = useTurningOffFor()
  const turnOffSecondStep = () =>
    turningOff.mutate(person.id, {
      onSuccess: () => toast(say('secondFactor.resetNow', { name: person.name }), { tone: 'success' }),
      onError: (error) => toast(problem(error), { tone: 'error' }),
    })

  function apply(next: { role?: Role; disabled?: boolean }, said: string, back: { role?: Role; disabled?: boolean }) {
    change.mutate(
      { id: person.id, ...next },
      {
        onSuccess: () => toast(said, { undo: () => change.mutate({ id: person.id, ...back }) }),
        onError: (error) => toast(problem(error), { tone: 'error' }),
      },
    )
  }

  return (
    <li className="border-line grid grid-cols-[40px_1fr_auto] items-center gap-x-3 gap-y-2 border-b py-3 sm:grid-cols-[40px_1fr_10rem_auto]">
      <Avatar name={person.name} id={person.id} size={40} />
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 font-semibold">
          {person.name}
          {isOneself && <Chip>{say('people.you')}</Chip>}
          {person.goneAt !== null && <Chip tone="danger">{say('deleting.deleted')}</Chip>}
          {isDisabled && person.goneAt === null && <Chip tone="danger">{say('people.disabled')}</Chip>}
        </div>
        <div className="text-muted truncate text-xs">
          {person.email} ·{' '}
          {person.goneAt === null
            ? say('people.since', { date: formats.date(person.createdAt) })
            : say('deleting.goneAt', { date: formats.date(person.goneAt) })}
        </div>
      </div>
      {person.goneAt === null ? (
        <>
          <Select
            className="col-span-2 col-start-2 row-start-2 sm:col-span-1 sm:col-start-3 sm:row-start-1"
            label={say('people.roleOf', { name: person.name })}
            hideLabel
            disabled={!mayChange || change.isPending}
            value={person.role}
            onValueChange={(role) => {
              const said = say('people.roleSaved', { name: person.name, role: say(`roles.${role}`) })
              if (role !== person.role) apply({ role }, said, { role: person.role })
            }}
            items={(mayChange ? permitted : roles).map((role) => ({ value: role, label: say(`roles.${role}`) }))}
          />
          <Menu
            trigger={
              <IconButton
                className="col-start-3 row-start-1 sm:col-start-4"
                label={say('people.moreOf', { name: person.name })}
                icon={<Ellipsis />}
                disabled={!mayChange}
              />
            }
            items={[
              ...(isDisabled || isOneself
                ? []
                : [
                    { label: say('recovery.makeLink'), onSelect: () => setIsResetting(true) },
                    { label: say('secondFactor.reset'), onSelect: turnOffSecondStep },
                  ]),
              isDisabled
                ? {
                    label: say('people.enable'),
                    onSelect: () =>
                      apply({ disabled: false }, say('people.enabledNow', { name: person.name }), { disabled: true }),
                  }
                : {
                    label: say('people.disable'),
                    danger: true,
                    onSelect: () =>
                      apply({ disabled: true }, say('people.disabledNow', { name: person.name }), { disabled: false }),
                  },
              ...(isOneself
                ? []
                : [{ label: say('deleting.deletePerson'), danger: true, onSelect: () => setDeleting(true) }]),
            ]}
          />
        </>
      ) : (
        <Restore person={person} disabled={!mayChange} />
      )}
      {isResetting && <ResetLinkDialog person={person} onClose={() => setIsResetting(false)} />}
      {deleting && <DeletePersonDialog person={person} onClose={() => setDeleting(false)} />}
    </li>
  )
}

function Restore({ person: { id, name }, disabled }: { person: Person; disabled: boolean }) {
  const say = useWords()
  const problem = useProblem()
  const restoring = usePersonRestoring()
  return (
    <Button
      variant="quiet"
      size="sm"
      className="col-start-2 row-start-2 justify-self-start sm:col-span-2 sm:col-start-3 sm:row-start-1 sm:justify-self-end"
      aria-label={say('deleting.restoreOf', { name })}
      icon={<RotateCcw aria-hidden />}
      disabled={disabled}
      busy={restoring.isPending}
      onClick={() =>
        restoring.mutate(id, {
          onSuccess: () => toast(say('deleting.restoredNow', { name }), { tone: 'success' }),
          onError: (error) => toast(problem(error), { tone: 'error' }),
        })
      }
    >
      {say('deleting.restore')}
    </Button>
  )
}
