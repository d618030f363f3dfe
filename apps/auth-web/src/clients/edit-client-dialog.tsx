import { Button, Dialog, toast } from '@bell/ui'
import { useState, type FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { CopyField } from '../shell/copy-field.tsx'
import { FormAlert } from '../shell/form-alert.tsx'
import { ClientFields, productScopes, readClientForm, type Proof } from './client-fields.tsx'
import { useClientProblem } from './use-client-problem.ts'
import { useClientChange, type Client } from './use-clients.ts'

export function EditClientDialog({ client, onClose }: { client: Client; onClose: () => void }) {
  const say = useWords()
  const problemOf = useClientProblem()
  const change = useClientChange()
  const [proof, setProof] = useState<Proof>(
    client.jwks !== null ? 'jwks' : client.jwksUri !== null ? 'jwksUri' : 'secret',
  )
  const [scopes, setScopes] = useState(productScopes.filter((scope) => client.scopes.includes(scope)))
  const error = problemOf(change.error)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    change.mutate(
      { clientId: client.id, scopes, ...readClientForm(event.currentTarget, proof) },
      {
        onSuccess: () => {
          onClose()
          toast(say('clients.saved'), { tone: 'success' })
        },
      },
    )
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('clients.editTitle', { app: client.name })}
      description={say(`clients.kindHints.${client.kind}`)}
      footer={
        <Button type="submit" form="edit-client" busy={change.isPending}>
          {say('account.save')}
        </Button>
      }
    >
      <form id="edit-client" onSubmit={submit} className="grid gap-5 py-2">
        <CopyField label={say('clients.clientId')} value={client.id} />
        <ClientFields
          kind={client.kind}
          {...{ client, scopes, proof, error }}
          onScopes={setScopes}
          onProof={setProof}
        />
        <FormAlert>{error?.field ? undefined : error?.text}</FormAlert>
      </form>
    </Dialog>
  )
}
