import { TextField } from '@bell/ui'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'

interface NumberFieldProps {
  label: string
  value: number | null
  from: number
  to: number
  placeholder?: string
  onValueChange: (value: number | null) => void
}

/** A whole number, or none; what is not one is said, and not taken. */
export function NumberField({ label, value, from, to, placeholder, onValueChange }: NumberFieldProps) {
  const say = useWords()
  const [wrong, setWrong] = useState<string>()
  return (
    <TextField
      label={label}
      inputMode="numeric"
      value={wrong ?? value ?? ''}
      placeholder={placeholder}
      maxLength={4}
      error={wrong === undefined ? undefined : say('upload.numberWrong', { from, to })}
      onChange={(event) => {
        const text = event.target.value.normalize('NFKC').trim()
        const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
        if (text === '' || (number >= from && number <= to)) {
          setWrong(undefined)
          onValueChange(text === '' ? null : number)
        } else {
          setWrong(event.target.value)
        }
      }}
    />
  )
}
