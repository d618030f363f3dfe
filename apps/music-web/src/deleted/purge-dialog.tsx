import { Button, Dialog } from '@bell/ui'
import { useState, type ReactElement } from 'react'
import { useWords } from '../i18n/words.ts'

/** Asks, since this cannot be undone. */
export function PurgeDialog(props: { name: string; text: string; purge: () => Promise<void>; trigger: ReactElement }) {
  const { name, text, purge, trigger } = props
  const say = useWords()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)

  async function confirm() {
    setBusy(true)
    await purge()
    setBusy(false)
    setOpen(false)
  }

  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      title={say('deleted.purgeTitle', { name })}
      description={text}
      footer={
        <>
          <Button variant="quiet" onClick={() => setOpen(false)}>
            {say('deleted.cancel')}
          </Button>
          <Button variant="danger" busy={busy} onClick={() => void confirm()}>
            {say('deleted.purge')}
          </Button>
        </>
      }
    />
  )
}
