import { Chip, IconButton, Menu, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { EditClientDialog } from './edit-client-dialog.tsx'
import { RemoveClientDialog } from './remove-client-dialog.tsx'
import { RotateSecretDialog } from './rotate-secret-dialog.tsx'
import { useClientChange, type Client } from './use-clients.ts'

/** One app: what it is, since when, and what can be done with it. */
export function ClientRow({ client }: { client: Client }) {
  const say = useWords()
  const formats = useFormats()
  const problem = useProblem()
  const change = useClientChange()
  const [open, setOpen] = useState<'edit' | 'rotate' | 'remove'>()
  const { id: clientId, name, kind, disabledAt, addedBy, createdAt } = client
  const isDisabled = disabledAt !== null
  const where = client.redirectUris.map(
    (address) => URL.parse(address)?.host || URL.parse(address)?.protocol || address,
  )

  function setDisabled(disabled: boolean) {
    change.mutate(
      { clientId, disabled },
      {
        onSuccess: () =>
          toast(say(disabled ? 'clients.disabledNow' : 'clients.enabledNow', { app: name }), {
            undo: () => change.mutate({ clientId, disabled: !disabled }),
          }),
        onError: (error) => toast(problem(error), { tone: 'error' }),
      },
    )
  }

  return (
    <li className="border-line grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-b py-3">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold">
          {name}
          <Chip tone="muted">{say(`clients.kinds.${kind}`)}</Chip>
          {isDisabled && <Chip tone="danger">{say('clients.disabled')}</Chip>}
        </div>
        <div className="text-muted truncate text-xs">
          {where.length > 0 && <>{[...new Set(where)].join(', ')} · </>}
          {addedBy === null
            ? say('clients.added', { date: formats.date(createdAt) })
            : say('clients.addedBy', { name: addedBy, date: formats.date(createdAt) })}
        </div>
      </div>
      <Menu
        trigger={<IconButton label={say('clients.moreOf', { app: name })} icon={<Ellipsis />} />}
        items={[
          { label: say('clients.edit'), onSelect: () => setOpen('edit') },
          ...(kind === 'server' ? [{ label: say('clients.rotate'), onSelect: () => setOpen('rotate') }] : []),
          isDisabled
            ? { label: say('clients.enable'), onSelect: () => setDisabled(false) }
            : { label: say('clients.disable'), danger: true, onSelect: () => setDisabled(true) },
          { label: say('clients.remove'), danger: true, onSelect: () => setOpen('remove') },
        ]}
      />
      {open === 'edit' && <EditClientDialog client={client} onClose={() => setOpen(undefined)} />}
      {open === 'rotate' && <RotateSecretDialog client={client} onClose={() => setOpen(undefined)} />}
      {open === 'remove' && <RemoveClientDialog client={client} onClose={() => setOpen(undefined)} />}
    </li>
  )
}
