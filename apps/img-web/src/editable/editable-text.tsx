import { IconButton, TextArea, TextField, Button } from '@bell/ui'
import { PencilLine } from 'lucide-react'
import { useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react'
import { useWords } from '../i18n/words.ts'

interface EditableTextProps {
  /** What it is, for the button and the field: "Title". */
  label: string
  value: string
  /** How it looks while it is read; `edit` is the button beside it. */
  children: (edit: ReactNode) => ReactNode
  /** Keeps what was written. It throws what it said itself. */
  onSave: (value: string) => Promise<unknown>
  maxLength: number
  lines?: boolean
  /** It may not be emptied. */
  required?: boolean
}

/** A text that turns into a field where it stands: Enter keeps what was written, Escape does not. */
export function EditableText(props: EditableTextProps) {
  const { label, value, children, onSave, maxLength, lines = false, required = false } = props
  const say = useWords()
  const [draft, setDraft] = useState<string>()
  const [busy, setBusy] = useState(false)
  const button = useRef<HTMLButtonElement>(null)

  function close() {
    setDraft(undefined)
    // The button comes back with the text.
    requestAnimationFrame(() => button.current?.focus())
  }

  async function save(event?: FormEvent) {
    event?.preventDefault()
    const next = draft?.trim() ?? ''
    if (busy || (required && !next)) return
    if (next === value) return close()
    setBusy(true)
    try {
      await onSave(next)
      close()
    } catch {
      // Said by who tried; what was written stays in the field.
    }
    setBusy(false)
  }

  if (draft === undefined) {
    return children(
      <IconButton
        ref={button}
        label={say('edit', { what: label })}
        icon={<PencilLine className="!size-4" />}
        onClick={() => setDraft(value)}
      />,
    )
  }

  const field = {
    label,
    value: draft,
    maxLength,
    autoFocus: true,
    dir: 'auto',
    onChange: (event: { target: { value: string } }) => setDraft(event.target.value),
    onKeyDown(event: KeyboardEvent) {
      event.stopPropagation()
      if (event.key === 'Escape') {
        event.preventDefault()
        close()
      } else if (
        event.key === 'Enter' &&
        !event.nativeEvent.isComposing &&
        (!lines || event.ctrlKey || event.metaKey)
      ) {
        void save()
        event.preventDefault()
      }
    },
  }
  return (
    <form onSubmit={(event) => void save(event)} className="grid max-w-xl gap-2 py-1">
      {lines ? <TextArea {...field} rows={3} /> : <TextField {...field} />}
      <div className="flex gap-2">
        <Button type="submit" size="sm" busy={busy} disabled={required && !draft.trim()}>
          {say('save')}
        </Button>
        <Button size="sm" variant="quiet" onClick={close}>
          {say('cancel')}
        </Button>
      </div>
    </form>
  )
}
