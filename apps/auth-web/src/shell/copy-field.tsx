import { IconButton, TextField, toast } from '@bell/ui'
import { Copy } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { useWords } from '../i18n/words.ts'

/** Something to take along: shown whole, copied by one press. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: ReactNode }) {
  const say = useWords()
  const field = useRef<HTMLInputElement>(null)

  async function copy() {
    // Plain http in a home network has no clipboard for scripts; selected, the text is one key away.
    field.current?.select()
    await navigator.clipboard?.writeText(value)
    if (navigator.clipboard) toast(say('copy.copied'), { tone: 'success' })
  }

  return (
    <TextField
      ref={field}
      label={label}
      value={value}
      hint={hint}
      readOnly
      onFocus={(event) => event.currentTarget.select()}
      end={<IconButton label={say('copy.copy', { what: label })} icon={<Copy />} onClick={() => void copy()} />}
    />
  )
}
