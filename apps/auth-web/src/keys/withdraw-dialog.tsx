import { Button, Dialog, toast } from '@bell/ui'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { useRotation } from './use-keys.ts'

/** Says what withdrawing all keys does before it is done: it cannot be undone. */
export function WithdrawDialog({ onClose }: { onClose: () => void }) {
  const say = useWords()
  const problem = useProblem()
  const rotation = useRotation()

  async function confirm() {
    await rotation.mutateAsync({ now: true })
    onClose()
    toast(say('keys.withdrawnNow'), { tone: 'success' })
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('keys.withdrawTitle')}
      description={say('keys.withdrawText')}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('deleting.cancel')}
          </Button>
          <Button
            variant="danger"
            busy={rotation.isPending}
            // What goes wrong is told above.
            onClick={() => void confirm().catch(() => undefined)}
          >
            {say('keys.withdrawConfirm')}
          </Button>
        </>
      }
    >
      <FormAlert>{rotation.error ? problem(rotation.error) : undefined}</FormAlert>
    </Dialog>
  )
}
