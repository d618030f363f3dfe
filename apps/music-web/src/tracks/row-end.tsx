import { useFormats } from '@bell/ui/i18n'
import { EllipsisVertical } from 'lucide-react'
import type { Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'

/** The last cells of a track's row: its length, and in its place under a pointer the button of its menu. */
export function RowEnd({ track, openMenu }: { track: Track; openMenu: (button: HTMLElement) => void }) {
  const say = useWords()
  const { duration } = useFormats()
  return (
    <>
      <div
        role="gridcell"
        className="text-muted text-right text-xs group-focus-within:pointer-fine:opacity-0 group-hover:pointer-fine:opacity-0"
      >
        {duration(track.durationSeconds)}
      </div>
      <div role="gridcell" className="pointer-fine:absolute pointer-fine:right-0">
        <button
          type="button"
          tabIndex={-1}
          aria-haspopup="menu"
          aria-label={say('track.more', { title: track.title })}
          onClick={(event) => openMenu(event.currentTarget)}
          className="text-muted hover:text-text grid size-11 place-items-center rounded-full opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
        >
          <EllipsisVertical aria-hidden size={18} />
        </button>
      </div>
    </>
  )
}
