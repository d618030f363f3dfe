import { Button, Dialog, toast } from '@bell/ui'
import { NotConfirmed } from '../confirmation/confirmed.ts'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { usePasskeyRemoving, type Passkey } from './use-passkeys.ts'

/** A removed passkey cannot be brought back: so this asks first. */
export function RemovePasskeyDialog({ passkey: { id, name }, onClose }: { passkey: Passkey; onClose: () => void }) {
  const say = useWords()
  const problem = useProblem()
  const removing = usePasskeyRemoving()
  const remove = () =>
    // By its promise: the callbacks of `mutate` go with the row of this passkey, which may be off the page by then.
    removing.mutateAsync(id).then(
      () => toast(say('passkeys.removed', { name }), { tone: 'success' }),
      (error: unknown) => {
        onClose()
        if (!(error instanceof NotConfirmed)) toast(problem(error), { tone: 'error' })
      },
    )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('passkeys.removeTitle', { name })}
      description={say('passkeys.removeText')}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('deleting.cancel')}
          </Button>
          <Button variant="danger" busy={removing.isPending} onClick={remove}>
            {say('passkeys.remove')}
          </Button>
        </>
      }
    />
  )
}
