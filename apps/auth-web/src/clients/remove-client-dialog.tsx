import { toast } from '@bell/ui'
import { useWords } from '../i18n/words.ts'
import { DangerDialog } from '../shell/danger-dialog.tsx'
import { useClientRemoval, type Client } from './use-clients.ts'

export function RemoveClientDialog({ client: { id, name }, onClose }: { client: Client; onClose: () => void }) {
  const say = useWords()
  const removal = useClientRemoval()

  async function remove() {
    await removal.mutateAsync(id)
    onClose()
    toast(say('clients.removedNow', { app: name }), { tone: 'success' })
  }

  return (
    <DangerDialog
      title={say('clients.removeTitle', { app: name })}
      description={say('clients.removeText')}
      keep={say('clients.keep')}
      confirm={say('clients.remove')}
      action={removal}
      onConfirm={remove}
      onClose={onClose}
    />
  )
}
