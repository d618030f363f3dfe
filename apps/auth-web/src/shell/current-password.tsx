import { useWords } from '../i18n/words.ts'
import { PasswordField } from './password-field.tsx'

/** Asks for the password of the account that one is signed in to; the field's name is `current`. */
export function CurrentPassword({ email, error }: { email: string; error: string | undefined }) {
  const say = useWords()
  return (
    <>
      {/* So that a password manager knows whose password is asked for, or is to be renewed. */}
      <input
        type="text"
        name="username"
        autoComplete="username"
        value={email}
        readOnly
        tabIndex={-1}
        aria-hidden
        className="sr-only"
      />
      <PasswordField
        label={say('form.currentPassword')}
        name="current"
        autoComplete="current-password"
        required
        error={error}
      />
    </>
  )
}
