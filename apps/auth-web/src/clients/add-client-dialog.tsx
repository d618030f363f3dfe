import { Button, Dialog, Select } from '@bell/ui'
import { Plus } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { ClientFields, readClientForm, type ProductScope, type Proof } from './client-fields.tsx'
import { ClientPapers } from './client-papers.tsx'
import { useClientProblem } from './use-client-problem.ts'
import { useClientAdding, type ClientKind } from './use-clients.ts'

const kinds: readonly ClientKind[] = ['server', 'browser', 'native', 'device']

/** Registers an app, then shows what its developer needs: the secret this once, since only its hash is kept. */
export function AddClientDialog() {
  const say = useWords()
  const problemOf = useClientProblem()
  const adding = useClientAdding()
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<ClientKind>('server')
  const [proof, setProof] = useState<Proof>('secret')
  const [scopes, setScopes] = useState<ProductScope[]>([])
  const error = problemOf(adding.error)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    adding.mutate({ kind, scopes, ...readClientForm(event.currentTarget, kind === 'server' ? proof : 'secret') })
  }

  function toggle(next: boolean) {
    setOpen(next)
    if (!next) return
    adding.reset()
    setKind('server')
    setProof('secret')
    setScopes([])
  }

  return (
    <Dialog
      open={open}
      onOpenChange={toggle}
      trigger={<Button icon={<Plus aria-hidden />}>{say('clients.add')}</Button>}
      title={adding.data ? say('clients.addedNow', { app: adding.data.name }) : say('clients.add')}
      description={say(adding.data ? 'clients.addedText' : 'clients.addText')}
      footer={
        adding.data ? (
          <Button variant="quiet" onClick={() => setOpen(false)}>
            {say('invitations.done')}
          </Button>
        ) : (
          <Button type="submit" form="add-client" busy={adding.isPending}>
            {say('clients.add')}
          </Button>
        )
      }
    >
      {adding.data ? (
        <ClientPapers clientId={adding.data.id} secret={adding.data.secret} />
      ) : (
        <form id="add-client" onSubmit={submit} className="grid gap-5 py-2">
          <Select
            label={say('clients.kind')}
            value={kind}
            onValueChange={setKind}
            hint={say(`clients.kindHints.${kind}`)}
            items={kinds.map((one) => ({ value: one, label: say(`clients.kinds.${one}`) }))}
          />
          <ClientFields {...{ kind, scopes, proof, error }} onScopes={setScopes} onProof={setProof} />
          <FormAlert>{error?.field ? undefined : error?.text}</FormAlert>
        </form>
      )}
    </Dialog>
  )
}
