import { Switch as Base } from '@base-ui/react/switch'
import { useId } from 'react'

export interface SwitchProps {
  label: string
  hint?: string
  checked: boolean
  onCheckedChange: (checked: boolean) => void
  disabled?: boolean
}

export function Switch({ label, hint, checked, onCheckedChange, disabled }: SwitchProps) {
  const id = useId()
  return (
    <div className="flex min-h-11 items-center gap-4">
      <div className="mr-auto grid">
        <span id={`${id}-label`} className="font-semibold">
          {label}
        </span>
        {hint && (
          <span id={`${id}-hint`} className="text-muted text-xs">
            {hint}
          </span>
        )}
      </div>
      <Base.Root
        checked={checked}
        onCheckedChange={(next) => onCheckedChange(next)}
        disabled={disabled}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="bg-edge data-checked:bg-accent relative h-6 w-10 flex-none cursor-pointer rounded-full p-0.5 transition-colors after:absolute after:-inset-2.5 data-disabled:opacity-50"
      >
        <Base.Thumb className="bg-bg block size-5 rounded-full transition-transform data-checked:translate-x-4" />
      </Base.Root>
    </div>
  )
}
