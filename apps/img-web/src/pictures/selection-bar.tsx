import { Button, IconButton } from '@bell/ui'
import { Download, FolderInput, FolderMinus, FolderPlus, Trash2, X } from 'lucide-react'
import { useWords } from '../i18n/words.ts'

/** What can be done with the pictures that are chosen; stands above the page while there are any. */
export function SelectionBar(props: {
  count: number
  onClear: () => void
  /** Undefined where they are not one’s own, and here below. */
  onAdd?: () => void
  /** Undefined outside an album of one’s own, and here below. */
  onMove?: () => void
  onTake?: () => void
  onDownload: () => void
  /** Undefined where they are not one's own. */
  onDelete?: () => void
}) {
  const { count, onClear, onAdd, onMove, onTake, onDownload, onDelete } = props
  const say = useWords()
  if (count === 0) return null
  return (
    <div
      role="region"
      aria-label={say('selection.label')}
      className="bg-raised border-line shadow-float rounded-panel fixed bottom-[calc(5.25rem+env(safe-area-inset-bottom))] left-1/2 z-30 flex w-max max-w-[calc(100vw-1rem)] -translate-x-1/2 items-center gap-1 border p-1.5 md:bottom-6"
    >
      <IconButton label={say('selection.clear')} icon={<X />} onClick={onClear} shortcut="Esc" />
      <span className="px-1 font-semibold whitespace-nowrap" aria-live="polite">
        {say('selection.count', { count })}
      </span>
      {onAdd && <Action label={say('selection.add')} icon={<FolderPlus />} onClick={onAdd} />}
      {onMove && <Action label={say('selection.move')} icon={<FolderInput />} onClick={onMove} />}
      {onTake && <Action label={say('selection.take')} icon={<FolderMinus />} onClick={onTake} />}
      <Action label={say('selection.download')} icon={<Download />} onClick={onDownload} />
      {onDelete && <Action label={say('selection.delete')} icon={<Trash2 />} onClick={onDelete} />}
    </div>
  )
}

function Action({ label, icon, onClick }: { label: string; icon: React.ReactElement; onClick: () => void }) {
  return (
    <Button variant="plain" icon={icon} onClick={onClick} aria-label={label} className="px-2.5! md:px-4!">
      <span className="max-md:hidden">{label}</span>
    </Button>
  )
}
