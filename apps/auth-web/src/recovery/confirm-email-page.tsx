import { Button, buttonClass } from '@bell/ui'
import { useMutation } from '@tanstack/react-query'
import { useWords } from '../i18n/words.ts'
import { useSecretFragment } from '../joining/use-secret-fragment.ts'
import { openApi } from '../open-api.ts'
import { useProblem } from '../problems.ts'
import { DoorFrame } from '../shell/door-frame.tsx'
import { FormAlert } from '../shell/form-alert.tsx'

/** The link in the letter to a new address. It waits for a button, since mail programs look into links by themselves. */
export function ConfirmEmailPage() {
  const say = useWords()
  const problem = useProblem()
  const token = useSecretFragment()
  const confirming = useMutation({
    mutationFn: async () => (await openApi.POST('/api/recovery/email', { body: { token } })).data!,
  })
  if (confirming.isSuccess) {
    return (
      <DoorFrame title={say('recovery.confirmed')} lead={say('recovery.confirmedText', confirming.data)}>
        <a href="/" className={`${buttonClass()} w-full`}>
          {say('lost.home')}
        </a>
      </DoorFrame>
    )
  }
  return (
    <DoorFrame title={say('recovery.confirm')} lead={say('recovery.confirmText')}>
      <div className="grid gap-5">
        <FormAlert>{confirming.error ? problem(confirming.error) : undefined}</FormAlert>
        <Button autoFocus busy={confirming.isPending} onClick={() => confirming.mutate()} className="w-full">
          {say('recovery.confirmNow')}
        </Button>
      </div>
    </DoorFrame>
  )
}
