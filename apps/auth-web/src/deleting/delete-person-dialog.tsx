import { Button, Dialog, Switch, toast } from '@bell/ui'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import type { Person } from '../people/use-people.ts'
import { useProblem } from '../problems.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { useDeletion, usePersonDeletion, usePersonRestoring } from './use-deletion.ts'
import { WhatGoes } from './what-goes.tsx'

/** Says what goes with a person's account before it is deleted. */
export function DeletePersonDialog({ person: { id, name }, onClose }: { person: Person; onClose: () => void }) {
  const say = useWords()
  const problem = useProblem()
  const deletion = useDeletion(id)
  const deleting = usePersonDeletion()
  const restoring = usePersonRestoring()
  const [keepsMusic, setKeepsMusic] = useState(false)

  async function confirm() {
    await deleting.mutateAsync({ personId: id, music: keepsMusic ? 'keep' : 'delete' })
    onClose()
    const undo = deletion.data?.keptDays ? () => restoring.mutate(id) : undefined
    toast(say('deleting.deletedNow', { name }), { undo })
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('deleting.personTitle', { name })}
      description={say('deleting.personText')}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('deleting.cancel')}
          </Button>
          <Button
            variant="danger"
            busy={deleting.isPending}
            disabled={!deletion.data}
            // What goes wrong is told above.
            onClick={() => void confirm().catch(() => undefined)}
          >
            {say('deleting.delete')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4 pb-2">
        <WhatGoes deletion={deletion} />
        {deletion.data && deletion.data.tracks !== 0 && (
          <Switch
            label={say('deleting.keepMusic')}
            hint={say('deleting.keepMusicHint')}
            checked={keepsMusic}
            onCheckedChange={setKeepsMusic}
          />
        )}
        <FormAlert>{deleting.error ? problem(deleting.error) : undefined}</FormAlert>
      </div>
    </Dialog>
  )
}
