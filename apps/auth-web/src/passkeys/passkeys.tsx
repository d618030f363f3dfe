import { Button, Chip, ErrorState, IconButton, Menu, Skeleton, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { Ellipsis, KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { NotConfirmed } from '../confirmation/confirmed.ts'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { passkeySupport } from './passkey-support.ts'
import { PasskeyNameDialog } from './passkey-name-dialog.tsx'
import { RemovePasskeyDialog } from './remove-passkey-dialog.tsx'
import {
  usePasskeyAdding,
  usePasskeyOptions,
  usePasskeyRenaming,
  usePasskeys,
  type NewPasskeyOptions,
  type Passkey,
} from './use-passkeys.ts'
import { useDeviceName } from './use-device-name.ts'

/** One's own passkeys. */
export function Passkeys() {
  const say = useWords()
  const passkeys = usePasskeys()
  const support = passkeySupport()
  if (passkeys.isPending) return <Skeleton className="h-24 w-full" />
  if (passkeys.isError) return <ErrorState error={passkeys.error} onRetry={() => void passkeys.refetch()} />
  return (
    <div className="grid gap-4">
      {passkeys.data.length === 0 ? (
        <p className="text-muted">{say('passkeys.none')}</p>
      ) : (
        <ul aria-label={say('passkeys.title')} className="grid">
          {passkeys.data.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {support === 'yes' ? <AddPasskey /> : <p className="text-muted">{say(`passkeys.missing.${support}`)}</p>}
    </div>
  )
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const say = useWords()
  const formats = useFormats()
  const [dialog, setDialog] = useState<'rename' | 'remove'>()
  const renaming = usePasskeyRenaming()
  const close = () => setDialog(undefined)
  return (
    <li className="border-line grid grid-cols-[24px_1fr_auto] items-center gap-3 border-b py-2.5">
      <KeyRound aria-hidden size={20} className="text-muted" />
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 font-semibold wrap-anywhere">
          {passkey.name}
          {passkey.synced && <Chip tone="muted">{say('passkeys.synced')}</Chip>}
        </div>
        <div className="text-muted text-xs">
          {say('passkeys.since', { date: formats.date(passkey.createdAt) })} ·{' '}
          {passkey.lastUsedAt === null
            ? say('passkeys.unused')
            : say('passkeys.used', { when: formats.relative(passkey.lastUsedAt) })}
        </div>
      </div>
      <Menu
        trigger={<IconButton label={say('passkeys.moreOf', { name: passkey.name })} icon={<Ellipsis />} />}
        items={[
          { label: say('passkeys.rename'), onSelect: () => setDialog('rename') },
          { label: say('passkeys.remove'), danger: true, onSelect: () => setDialog('remove') },
        ]}
      />
      {dialog === 'rename' && (
        <PasskeyNameDialog
          title={say('passkeys.rename')}
          submit={say('account.save')}
          name={passkey.name}
          busy={renaming.isPending}
          error={renaming.error}
          onSubmit={(name) => renaming.mutate({ id: passkey.id, name }, { onSuccess: close })}
          onClose={close}
        />
      )}
      {dialog === 'remove' && <RemovePasskeyDialog passkey={passkey} onClose={close} />}
    </li>
  )
}

function AddPasskey() {
  const say = useWords()
  const problem = useProblem()
  const name = useDeviceName()
  const asking = usePasskeyOptions()
  const adding = usePasskeyAdding()
  const [options, setOptions] = useState<NewPasskeyOptions>()
  const close = () => {
    setOptions(undefined)
    adding.reset()
  }
  return (
    <div>
      <Button
        variant="quiet"
        icon={<Plus aria-hidden />}
        busy={asking.isPending}
        onClick={() =>
          asking.mutate(undefined, {
            onSuccess: setOptions,
            onError: (error) => !(error instanceof NotConfirmed) && toast(problem(error), { tone: 'error' }),
          })
        }
      >
        {say('passkeys.add')}
      </Button>
      {options && (
        <PasskeyNameDialog
          title={say('passkeys.add')}
          text={say('passkeys.addText')}
          submit={say('passkeys.make')}
          name={name}
          busy={adding.isPending}
          error={adding.error}
          onSubmit={(chosen) =>
            adding.mutate(
              { name: chosen, options },
              {
                onSuccess: () => {
                  close()
                  toast(say('passkeys.added', { name: chosen }), { tone: 'success' })
                },
              },
            )
          }
          onClose={close}
        />
      )}
    </div>
  )
}
