import { Button, Dialog, ErrorState, Select, Skeleton, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useSession } from '@bell/ui/session'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { useTurningOffFor } from '../second-factor/use-second-factor.ts'
import { roles, usePersonChange, usePersonDetails, useSessionsEnding, type Person, type Role } from './use-people.ts'

interface Props {
  person: Person
  onClose: () => void
  onReset: () => void
  onDelete: () => void
}

/** One person: how they sign in, and what those who look after the people can do for or about them. */
export function PersonPanel({ person, onClose, onReset, onDelete }: Props) {
  const say = useWords()
  const { user } = useSession()
  const details = usePersonDetails(person.id)
  const acts = useActs(person)
  // An admin looks after artists and listeners; the server says the same.
  const permitted = user?.roles.includes('owner')
    ? roles
    : roles.filter((role) => role === 'artist' || role === 'listener')
  const mayChange = permitted.includes(person.role)
  const isOneself = person.id === user?.id
  const isDisabled = person.disabledAt !== null
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={person.name} description={person.email}>
      <Access details={details} />
      <div className="border-line my-4 border-t pt-4">
        <Select
          label={say('people.roleOf', { name: person.name })}
          disabled={!mayChange || acts.isBusy}
          value={person.role}
          onValueChange={(role) => acts.giveRole(role)}
          items={(mayChange ? permitted : roles).map((role) => ({ value: role, label: say(`roles.${role}`) }))}
          hint={say(`roleHints.${person.role}`)}
        />
      </div>
      <ul className="grid">
        <Act
          text={say('people.linesText')}
          button={
            <Link to="/audit" search={{ person: person.id }} className="text-accent py-2 font-semibold hover:underline">
              {say('people.lines')}
            </Link>
          }
        />
        {mayChange && !isOneself && !isDisabled && (
          <>
            <Act text={say('people.linkText')} button={<Do onClick={onReset}>{say('recovery.makeLink')}</Do>} />
            {details.data?.hasSecondFactor && (
              <Act
                text={say('people.stepText')}
                button={<Do onClick={acts.turnOffSecondFactor}>{say('secondFactor.reset')}</Do>}
              />
            )}
            <Act
              text={say('people.endText')}
              button={
                <Do onClick={acts.endSessions} disabled={details.data?.sessions === 0}>
                  {say('people.endSessions')}
                </Do>
              }
            />
          </>
        )}
        {mayChange && (
          <Act
            text={say(isDisabled ? 'people.enableText' : 'people.disableText')}
            button={
              <Do danger={!isDisabled} onClick={() => acts.disable(!isDisabled)}>
                {say(isDisabled ? 'people.enable' : 'people.disable')}
              </Do>
            }
          />
        )}
        {mayChange && !isOneself && (
          <Act
            text={say('people.deleteText')}
            button={
              <Do danger onClick={onDelete}>
                {say('deleting.deletePerson')}
              </Do>
            }
          />
        )}
      </ul>
    </Dialog>
  )
}

function Access({ details }: { details: ReturnType<typeof usePersonDetails> }) {
  const say = useWords()
  const formats = useFormats()
  if (details.isError) return <ErrorState error={details.error} onRetry={() => void details.refetch()} />
  if (details.isPending) return <Skeleton className="h-22 w-full" />
  const { lastSignInAt, sessions, passkeys, hasSecondFactor, createdAt } = details.data
  const facts: [string, string][] = [
    [say('people.lastSignIn'), lastSignInAt === null ? say('people.never') : formats.dateTime(lastSignInAt)],
    [say('people.sessions'), formats.number(sessions)],
    [say('passkeys.title'), formats.number(passkeys)],
    [say('secondFactor.title'), say(hasSecondFactor ? 'people.on' : 'people.off')],
    [say('people.joined'), formats.date(createdAt)],
  ]
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-1">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Act({ text, button }: { text: string; button: ReactNode }) {
  return (
    <li className="border-line flex flex-wrap items-center gap-x-4 gap-y-2 border-t py-3">
      <p className="text-muted min-w-40 flex-1 text-xs">{text}</p>
      {button}
    </li>
  )
}

function Do(props: { children: string; onClick: () => void; danger?: boolean; disabled?: boolean }) {
  return (
    <Button variant={props.danger ? 'danger' : 'quiet'} size="sm" disabled={props.disabled} onClick={props.onClick}>
      {props.children}
    </Button>
  )
}

/** What one does to a person at once, each said in passing, with a way back where there is one. */
function useActs({ id, name, role }: Person) {
  const say = useWords()
  const problem = useProblem()
  const change = usePersonChange()
  const turningOff = useTurningOffFor()
  const ending = useSessionsEnding()
  const details = usePersonDetails(id)
  const onError = (error: unknown) => toast(problem(error), { tone: 'error' })

  function apply(next: { role?: Role; disabled?: boolean }, said: string, back: { role?: Role; disabled?: boolean }) {
    change.mutate(
      { id, ...next },
      { onSuccess: () => toast(said, { undo: () => change.mutateAsync({ id, ...back }).catch(onError) }), onError },
    )
  }

  return {
    isBusy: change.isPending,
    giveRole(next: Role) {
      if (next !== role) apply({ role: next }, say('people.roleSaved', { name, role: say(`roles.${next}`) }), { role })
    },
    disable(disabled: boolean) {
      apply({ disabled }, say(disabled ? 'people.disabledNow' : 'people.enabledNow', { name }), { disabled: !disabled })
    },
    turnOffSecondFactor: () =>
      turningOff.mutate(id, {
        onSuccess: () => {
          toast(say('secondFactor.resetNow', { name }), { tone: 'success' })
          void details.refetch()
        },
        onError,
      }),
    endSessions: () =>
      ending.mutate(id, {
        onSuccess: () => {
          toast(say('people.sessionsEnded', { name }), { tone: 'success' })
          void details.refetch()
        },
        onError,
      }),
  }
}
