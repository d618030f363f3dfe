import { Button, Dialog } from '@bell/ui'
import { startAuthentication } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import type { FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { passkeySupport } from '../passkeys/passkey-support.ts'
import { usePasskeys } from '../passkeys/use-passkeys.ts'
import { codeOf, useProblem } from '../problems.ts'
import { CurrentPassword } from '../shell/current-password.tsx'
import { fieldText } from '../shell/field-text.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { useOwn } from '../shell/own.ts'

type Options = Parameters<typeof startAuthentication>[0]['optionsJSON']

/** Asks for the password, or a passkey, once more. */
export function ConfirmDialog({ email, onAnswer }: { email: string; onAnswer: (isConfirmed: boolean) => void }) {
  const say = useWords()
  const problem = useProblem()
  const { api } = useOwn()
  const passkeys = usePasskeys()
  const confirm = useMutation({
    mutationFn: async (currentPassword: string | undefined) => {
      if (currentPassword !== undefined) {
        await api.POST('/api/account/confirmation', { body: { currentPassword } })
      } else {
        const options = (await api.POST('/api/account/confirmation/passkey/options')).data!
        const body = await startAuthentication({ optionsJSON: options as unknown as Options })
        await api.POST('/api/account/confirmation/passkey', { body })
      }
    },
    onSuccess: () => onAnswer(true),
  })
  const text = confirm.error ? problem(confirm.error) : undefined
  const isPassword = codeOf(confirm.error) === 'wrong_password'
  const hasPasskey = passkeySupport() === 'yes' && (passkeys.data?.length ?? 0) > 0

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    confirm.mutate(fieldText(event.currentTarget, 'current'))
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onAnswer(false)}
      title={say('confirmation.title')}
      description={say('confirmation.text')}
      footer={
        <>
          <Button variant="quiet" onClick={() => onAnswer(false)}>
            {say('deleting.cancel')}
          </Button>
          <Button type="submit" form="confirm" busy={confirm.isPending && confirm.variables !== undefined}>
            {say('confirmation.go')}
          </Button>
        </>
      }
    >
      <form id="confirm" onSubmit={submit} className="grid gap-5 pb-2">
        <CurrentPassword email={email} error={isPassword ? text : undefined} />
        <FormAlert>{isPassword ? undefined : text}</FormAlert>
        {hasPasskey && (
          <div>
            <Button
              variant="quiet"
              icon={<KeyRound aria-hidden />}
              busy={confirm.isPending && confirm.variables === undefined}
              onClick={() => confirm.mutate(undefined)}
            >
              {say('confirmation.passkey')}
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  )
}
