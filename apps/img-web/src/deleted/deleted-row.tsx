import { Button, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { Images, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import type { Picture } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'

interface DeletedRowProps {
  name: string
  line: string
  goneAt: string
  picture: Pick<Picture, 'urls' | 'color'> | null
  /** Says itself where it fails. @returns whether it is back */
  restore: () => Promise<boolean>
}

export function DeletedRow({ name, line, goneAt, picture, restore }: DeletedRowProps) {
  const say = useWords()
  const { relative } = useFormats()
  const [busy, setBusy] = useState(false)

  async function bringBack() {
    setBusy(true)
    if (await restore()) toast(say('deleted.restored', { name }), { tone: 'success' })
    setBusy(false)
  }

  return (
    <li className="border-line grid min-h-18 grid-cols-[3.5rem_minmax(0,1fr)_auto] items-center gap-3 border-b py-2">
      {picture ? (
        <span className="rounded-control size-14 overflow-hidden" style={{ backgroundColor: picture.color }}>
          <img src={picture.urls.thumb} alt="" loading="lazy" className="size-full object-cover" />
        </span>
      ) : (
        <span className="bg-raised text-muted rounded-control grid size-14 place-items-center">
          <Images aria-hidden size={22} strokeWidth={1.5} />
        </span>
      )}
      <div className="min-w-0">
        <div className="truncate font-semibold">{name}</div>
        <div className="text-muted truncate text-sm">{line}</div>
        <div className="text-muted text-xs">{say('deleted.goes', { when: relative(goneAt) })}</div>
      </div>
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
    </li>
  )
}
