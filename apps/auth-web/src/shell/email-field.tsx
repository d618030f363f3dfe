import { TextField, type TextFieldProps } from '@bell/ui'
import { useWords } from '../i18n/words.ts'

/** The address by which somebody signs in; its name and autocomplete are what password managers look for. */
export function EmailField(props: Pick<TextFieldProps, 'autoFocus' | 'defaultValue' | 'readOnly' | 'error'>) {
  const say = useWords()
  return (
    <TextField
      label={say('form.email')}
      name="username"
      type="email"
      autoComplete="username"
      autoCapitalize="off"
      spellCheck={false}
      required
      maxLength={254}
      {...props}
    />
  )
}
