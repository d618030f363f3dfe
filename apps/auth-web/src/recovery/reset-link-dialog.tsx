import { Button, Dialog, ErrorState, Skeleton } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useWords } from '../i18n/words.ts'
import { CopyField } from '../shell/copy-field.tsx'
import type { Person } from '../people/use-people.ts'
import { useOwn } from '../shell/own.ts'

/** Makes a link by which a person sets a new password, and shows it: this once, since only its hash is kept. */
export function ResetLinkDialog({ person: { id, name }, onClose }: { person: Person; onClose: () => void }) {
  const say = useWords()
  const formats = useFormats()
  const { api } = useOwn()
  const making = useMutation({
    mutationFn: async () =>
      (await api.POST('/api/people/{personId}/reset-link', { params: { path: { personId: id } } })).data!,
  })
  const { mutate } = making
  useEffect(() => mutate(), [mutate])
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('recovery.linkFor', { name })}
      description={making.data && say('recovery.linkText', { date: formats.date(making.data.expiresAt) })}
      footer={
        <Button variant="quiet" onClick={onClose}>
          {say('invitations.done')}
        </Button>
      }
    >
      {making.isError && <ErrorState error={making.error} onRetry={mutate} />}
      {making.data ? (
        <div className="py-2">
          <CopyField label={say('recovery.link')} value={making.data.link} />
        </div>
      ) : (
        <Skeleton className="h-16 w-full" />
      )}
    </Dialog>
  )
}
