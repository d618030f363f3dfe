import { Switch, toast } from '@bell/ui'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import type { Person } from '../people/use-people.ts'
import { DangerDialog } from '../shell/danger-dialog.tsx'
import { useDeletion, usePersonDeletion, usePersonRestoring } from './use-deletion.ts'
import { WhatGoes } from './what-goes.tsx'

/** Says what goes with a person's account before it is deleted. */
export function DeletePersonDialog({ person: { id, name }, onClose }: { person: Person; onClose: () => void }) {
  const say = useWords()
  const deletion = useDeletion(id)
  const deleting = usePersonDeletion()
  const restoring = usePersonRestoring()
  const [keepsMusic, setKeepsMusic] = useState(false)

  async function remove() {
    await deleting.mutateAsync({ personId: id, music: keepsMusic ? 'keep' : 'delete' })
    onClose()
    const undo = deletion.data?.keptDays ? () => restoring.mutate(id) : undefined
    toast(say('deleting.deletedNow', { name }), { undo })
  }

  return (
    <DangerDialog
      title={say('deleting.personTitle', { name })}
      description={say('deleting.personText')}
      keep={say('deleting.cancel')}
      confirm={say('deleting.delete')}
      action={deleting}
      disabled={!deletion.data}
      onConfirm={remove}
      onClose={onClose}
    >
      <WhatGoes deletion={deletion} />
      {deletion.data && deletion.data.tracks !== 0 && (
        <Switch
          label={say('deleting.keepMusic')}
          hint={say('deleting.keepMusicHint')}
          checked={keepsMusic}
          onCheckedChange={setKeepsMusic}
        />
      )}
    </DangerDialog>
  )
}
