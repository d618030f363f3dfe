import { Button, IconButton } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { X } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useManyActions } from '../tracks/use-many-actions.tsx'

/** Over the end of the table while several tracks are chosen: how many, and what one can do with them. */
export function SelectionBar({ chosen, open, clear }: { chosen: string[]; open: boolean; clear: () => void }) {
  const say = useWords()
  const { number } = useFormats()
  const actions = useManyActions()
  if (!open) return null
  return (
    <div
      role="region"
      aria-label={say('many.region')}
      className="floating sticky bottom-3 z-20 mx-auto mt-3 flex w-max max-w-full items-center gap-1 px-2 py-1.5 max-md:gap-0"
    >
      <span aria-live="polite" className="px-2 font-semibold max-md:sr-only">
        {say('many.chosen', { count: chosen.length })}
      </span>
      <span aria-hidden className="px-2 font-semibold md:hidden">
        {number(chosen.length)}
      </span>
      {actions(chosen).map(({ label, icon, onSelect, danger }) => (
        <Button
          key={label}
          variant="plain"
          size="sm"
          icon={icon}
          disabled={chosen.length === 0}
          onClick={onSelect}
          className={`!text-text ${danger ? '!text-danger' : ''}`}
        >
          <span className="max-md:sr-only">{label}</span>
        </Button>
      ))}
      <IconButton label={say('many.clear')} icon={<X />} onClick={clear} />
    </div>
  )
}
