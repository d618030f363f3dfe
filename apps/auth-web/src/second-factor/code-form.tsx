import { Button, TextField } from '@bell/ui'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState, type FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { openApi } from '../open-api.ts'
import { codeOf, useProblem } from '../problems.ts'
import { fieldText } from '../shell/field-text.ts'

interface Props {
  uid: string
  /** The sign-in has been open for too long. */
  onExpired: (error: unknown) => void
}

/** The second step of a sign-in: the app's code, or one of those that were written down. */
export function CodeForm({ uid, onExpired }: Props) {
  const say = useWords()
  const problem = useProblem()
  const [isRecovery, setIsRecovery] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const check = useMutation({
    mutationFn: async (code: string) =>
      (await openApi.POST('/interaction/{uid}/second-factor', { params: { path: { uid } }, body: { code } })).data!,
    onSuccess: ({ redirectTo }) => location.assign(redirectTo),
    onError(error) {
      if (codeOf(error) === 'interaction_expired') onExpired(error)
      field.current?.select()
    },
  })

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    check.mutate(fieldText(event.currentTarget, 'code'))
  }

  return (
    <form onSubmit={submit} className="grid gap-5">
      <TextField
        // Another field, so that nothing typed for the one stands in the other.
        key={String(isRecovery)}
        ref={field}
        label={say(isRecovery ? 'secondFactor.recoveryCode' : 'secondFactor.code')}
        hint={say(isRecovery ? 'secondFactor.recoveryCodeHint' : 'secondFactor.codeHint')}
        error={check.error ? problem(check.error) : undefined}
        name="code"
        autoComplete={isRecovery ? 'off' : 'one-time-code'}
        inputMode={isRecovery ? 'text' : 'numeric'}
        autoCapitalize="off"
        spellCheck={false}
        required
        autoFocus
        maxLength={40}
        onChange={({ currentTarget }) => {
          if (!isRecovery && /^\d{6}$/.test(currentTarget.value.replaceAll(/\s/g, '')))
            currentTarget.form?.requestSubmit()
        }}
      />
      <Button type="submit" busy={check.isPending || check.isSuccess} className="w-full">
        {say('signIn.submit')}
      </Button>
      <Button
        variant="plain"
        onClick={() => {
          check.reset()
          setIsRecovery(!isRecovery)
        }}
      >
        {say(isRecovery ? 'secondFactor.useApp' : 'secondFactor.useRecoveryCode')}
      </Button>
    </form>
  )
}
