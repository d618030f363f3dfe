import { Button, Dialog, toast } from '@bell/ui'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { useClientRemoval, type Client } from './use-clients.ts'

export function RemoveClientDialog({ client: { id, name }, onClose }: { client: Client; onClose: () => void }) {
  const say = useWords()
  const problem = useProblem()
  const removal = useClientRemoval()
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('clients.removeTitle', { app: name })}
      description={say('clients.removeText')}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('clients.keep')}
          </Button>
          <Button
            variant="danger"
            busy={removal.isPending}
            onClick={() =>
              removal.mutate(id, {
                onSuccess: () => toast(say('clients.removedNow', { app: name }), { tone: 'success' }),
              })
            }
          >
            {say('clients.remove')}
          </Button>
        </>
      }
    >
      <FormAlert>{removal.error ? problem(removal.error) : undefined}</FormAlert>
    </Dialog>
  )
}
