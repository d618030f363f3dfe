import { toast } from '@bell/ui'
import { useWords } from '../i18n/words.ts'
import { DangerDialog } from '../shell/danger-dialog.tsx'
import { useRotation } from './use-keys.ts'

/** Says what withdrawing all keys does before it is done: it cannot be undone. */
export function WithdrawDialog({ onClose }: { onClose: () => void }) {
  const say = useWords()
  const rotation = useRotation()

  async function withdraw() {
    await rotation.mutateAsync({ now: true })
    onClose()
    toast(say('keys.withdrawnNow'), { tone: 'success' })
  }

  return (
    <DangerDialog
      title={say('keys.withdrawTitle')}
      description={say('keys.withdrawText')}
      keep={say('deleting.cancel')}
      confirm={say('keys.withdrawConfirm')}
      action={rotation}
      onConfirm={withdraw}
      onClose={onClose}
    />
  )
}
