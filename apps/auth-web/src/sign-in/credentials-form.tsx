import { Button, TextField } from '@bell/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import { useEffect, useRef, type FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { openApi } from '../open-api.ts'
import { passkeySupport } from '../passkeys/passkey-support.ts'
import { fieldText } from '../shell/field-text.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { PasswordField } from '../shell/password-field.tsx'

export interface Credentials {
  email: string
  password: string
  /** Others use this computer, too. */
  shared: boolean
}

interface Props {
  email: string | undefined
  busy: boolean
  problem: string | undefined
  onSubmit: (credentials: Credentials) => void
  /** `exist`: somebody here has one. */
  passkey: { exist: boolean; ask: () => void; isBusy: boolean }
  /** Whether others use this computer, too. */
  shared: boolean
  onSharedChange: (shared: boolean) => void
}

/** E-mail and password, or a passkey instead. */
export function CredentialsForm({ email, busy, problem, onSubmit, passkey, shared, onSharedChange }: Props) {
  const say = useWords()
  const password = useRef<HTMLInputElement>(null)
  const { data: signUp } = useQuery({
    queryKey: ['sign-up'],
    queryFn: async () => (await openApi.GET('/api/sign-up')).data!,
  })
  const support = passkeySupport()
  useEffect(() => {
    // What was wrong is most often the password, and is typed anew at once.
    if (problem !== undefined) password.current?.select()
  }, [problem])

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    onSubmit({ email: fieldText(form, 'username'), password: fieldText(form, 'password'), shared })
  }

  return (
    <form onSubmit={submit} className="grid gap-5">
      <TextField
        label={say('form.email')}
        name="username"
        type="email"
        // Only where there are passkeys: password managers and scripts know the plain one.
        autoComplete={passkey.exist ? 'username webauthn' : 'username'}
        autoCapitalize="off"
        spellCheck={false}
        required
        autoFocus
        maxLength={254}
        defaultValue={email}
      />
      <div className="grid gap-2">
        <PasswordField
          ref={password}
          label={say('form.password')}
          name="password"
          autoComplete="current-password"
          required
        />
        <Link to="/forgot" className="text-accent justify-self-start text-sm font-semibold hover:underline">
          {say('recovery.forgot')}
        </Link>
      </div>
      <label className="grid cursor-pointer grid-cols-[1.5rem_1fr] items-start gap-x-2">
        <input
          type="checkbox"
          checked={shared}
          aria-describedby="shared-hint"
          onChange={(event) => onSharedChange(event.target.checked)}
          className="accent-accent mt-1 size-4.5 cursor-pointer"
        />
        <span className="font-semibold">{say('signIn.shared')}</span>
        <span id="shared-hint" className="text-muted col-start-2 text-sm">
          {say('signIn.sharedHint')}
        </span>
      </label>
      <FormAlert>{problem}</FormAlert>
      <Button type="submit" busy={busy} className="w-full">
        {say('signIn.submit')}
      </Button>
      {passkey.exist && support === 'yes' && (
        <Button
          variant="quiet"
          icon={<KeyRound aria-hidden />}
          busy={passkey.isBusy}
          onClick={() => passkey.ask()}
          className="w-full"
        >
          {say('passkeys.signIn')}
        </Button>
      )}
      {passkey.exist && support !== 'yes' && (
        <p className="text-muted text-center text-sm">{say(`passkeys.missing.${support}`)}</p>
      )}
      <p className="text-muted min-h-5 text-center">
        {signUp?.open && (
          <a href="/join" className="text-accent font-semibold hover:underline">
            {say('signIn.join')}
          </a>
        )}
        {signUp && !signUp.open && say('signIn.byInvitation')}
      </p>
    </form>
  )
}
