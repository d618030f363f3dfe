import { IconButton, TextField, type TextFieldProps } from '@bell/ui'
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'

/** A password that can be looked at while it is typed. */
export function PasswordField(props: Omit<TextFieldProps, 'type' | 'end'>) {
  const say = useWords()
  const [shown, setShown] = useState(false)
  return (
    <TextField
      {...props}
      type={shown ? 'text' : 'password'}
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      maxLength={1000}
      end={
        <IconButton
          label={say(shown ? 'form.hidePassword' : 'form.showPassword')}
          icon={shown ? <EyeOff /> : <Eye />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  )
}
