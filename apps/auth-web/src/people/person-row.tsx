import { Avatar, Button, Chip, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useSession } from '@bell/ui/session'
import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { DeletePersonDialog } from '../deleting/delete-person-dialog.tsx'
import { usePersonRestoring } from '../deleting/use-deletion.ts'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { ResetLinkDialog } from '../recovery/reset-link-dialog.tsx'
import { PersonPanel } from './person-panel.tsx'
import type { Person } from './use-people.ts'

export function PersonRow({ person }: { person: Person }) {
  const say = useWords()
  const formats = useFormats()
  const { user } = useSession()
  const [open, setOpen] = useState<'panel' | 'reset' | 'delete'>()
  const close = () => setOpen(undefined)
  return (
    <li className="border-line grid grid-cols-[40px_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 border-b py-3">
      <Avatar name={person.name} id={person.id} size={40} />
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 font-semibold">
          {person.name}
          <Chip tone="muted">{say(`roles.${person.role}`)}</Chip>
          {person.id === user?.id && <Chip>{say('people.you')}</Chip>}
          {person.goneAt !== null && <Chip tone="danger">{say('deleting.deleted')}</Chip>}
          {person.disabledAt !== null && person.goneAt === null && <Chip tone="danger">{say('people.disabled')}</Chip>}
        </div>
        <div className="text-muted truncate text-xs">
          {person.email} ·{' '}
          {person.goneAt === null
            ? say('people.since', { date: formats.date(person.createdAt) })
            : say('deleting.goneAt', { date: formats.date(person.goneAt) })}
        </div>
      </div>
      {person.goneAt === null ? (
        <Button
          variant="quiet"
          size="sm"
          aria-haspopup="dialog"
          aria-label={say('people.manageOf', { name: person.name })}
          onClick={() => setOpen('panel')}
        >
          {say('people.manage')}
        </Button>
      ) : (
        <Restore person={person} />
      )}
      {open === 'panel' && (
        <PersonPanel
          person={person}
          onClose={close}
          onReset={() => setOpen('reset')}
          onDelete={() => setOpen('delete')}
        />
      )}
      {open === 'reset' && <ResetLinkDialog person={person} onClose={close} />}
      {open === 'delete' && <DeletePersonDialog person={person} onClose={close} />}
    </li>
  )
}

function Restore({ person: { id, name, role } }: { person: Person }) {
  const say = useWords()
  const problem = useProblem()
  const { user } = useSession()
  const restoring = usePersonRestoring()
  const mayRestore = user?.roles.includes('owner') || role === 'artist' || role === 'listener'
  return (
    <Button
      variant="quiet"
      size="sm"
      aria-label={say('deleting.restoreOf', { name })}
      icon={<RotateCcw aria-hidden />}
      disabled={!mayRestore}
      busy={restoring.isPending}
      onClick={() =>
        // By its promise: the callbacks of `mutate` go with this row, which may be off the page by then.
        restoring.mutateAsync(id).then(
          () => toast(say('deleting.restoredNow', { name }), { tone: 'success' }),
          (error: unknown) => toast(problem(error), { tone: 'error' }),
        )
      }
    >
      {say('deleting.restore')}
    </Button>
  )
}
