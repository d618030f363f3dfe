import { RotateCcw } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { toast } from '../feedback/toast.ts'
import { useFormats } from '../i18n/index.ts'
import { useKitWords } from '../i18n/kit-words.ts'

interface DeletedRowProps {
  picture: ReactNode
  name: string
  line: string
  /** When it cannot come back any more, an ISO 8601 instant. */
  goneAt: string
  /** Says itself where it fails. @returns whether it is back */
  restore: () => Promise<boolean>
  /** What else can be done. */
  children?: ReactNode
}

/** One thing that was deleted, and the way back. */
export function DeletedRow({ picture, name, line, goneAt, restore, children }: DeletedRowProps) {
  const say = useKitWords()
  const { relative } = useFormats()
  const [busy, setBusy] = useState(false)

  async function bringBack() {
    setBusy(true)
    if (await restore()) toast(say('deleted.restored', { name }), { tone: 'success' })
    setBusy(false)
  }

  return (
    <li className="border-line grid min-h-16 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-3 border-b py-2">
      {picture}
      <div className="min-w-0">
        <div className="truncate font-semibold">{name}</div>
        {line && <div className="text-muted truncate text-sm">{line}</div>}
        <div className="text-muted text-xs">{say('deleted.goes', { when: relative(goneAt) })}</div>
      </div>
      <div className="flex items-center gap-1">
        <Button
          variant="quiet"
          size="sm"
          busy={busy}
          icon={<RotateCcw aria-hidden className="!size-4" />}
          aria-label={say('deleted.restoreOf', { name })}
          onClick={() => void bringBack()}
        >
          <span className="max-sm:sr-only">{say('deleted.restore')}</span>
        </Button>
        {children}
      </div>
    </li>
  )
}
