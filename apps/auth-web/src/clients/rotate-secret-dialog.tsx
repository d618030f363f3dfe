import { Button, Dialog, Select } from '@bell/ui'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { ClientPapers } from './client-papers.tsx'
import { useSecretRotation, type Client } from './use-clients.ts'

const hours = ['0', '1', '24', '168'] as const

/** Gives an app a new secret, and shows it this once. */
export function RotateSecretDialog({ client, onClose }: { client: Client; onClose: () => void }) {
  const say = useWords()
  const problem = useProblem()
  const rotation = useSecretRotation()
  const [kept, setKept] = useState<(typeof hours)[number]>('24')
  const hasSecret = client.authentication === 'secret'
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('clients.rotateTitle', { app: client.name })}
      description={say(rotation.data ? 'clients.rotatedText' : hasSecret ? 'clients.rotateText' : 'clients.rotateKeys')}
      footer={
        rotation.data ? (
          <Button variant="quiet" onClick={onClose}>
            {say('invitations.done')}
          </Button>
        ) : (
          <Button
            busy={rotation.isPending}
            onClick={() => rotation.mutate({ clientId: client.id, keepOldHours: Number(kept) })}
          >
            {say('clients.rotate')}
          </Button>
        )
      }
    >
      {rotation.data ? (
        <ClientPapers clientId={client.id} secret={rotation.data.secret} />
      ) : (
        <div className="grid gap-5 py-2">
          {hasSecret && (
            <Select
              label={say('clients.keepOld')}
              value={kept}
              onValueChange={setKept}
              items={hours.map((one) => ({ value: one, label: say(`clients.keepOldFor.${one}`) }))}
            />
          )}
          <FormAlert>{rotation.error ? problem(rotation.error) : undefined}</FormAlert>
        </div>
      )}
    </Dialog>
  )
}
