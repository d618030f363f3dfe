import { useEffect, useRef } from 'react'

export interface CheckboxProps {
  /** Said, not shown: what the box chooses stands beside it. */
  label: string
  checked: boolean
  /** Some of what the box stands for is chosen. */
  mixed?: boolean
  /** `range` while Shift is held: all from the one before are meant. */
  onCheckedChange: (checked: boolean, range: boolean) => void
  /** -1 where it is reached otherwise than by Tab. */
  tabIndex?: number
  className?: string
}

/** A box in a row of a table; the whole cell around it can be pressed. */
export function Checkbox({ label, checked, mixed = false, onCheckedChange, tabIndex, className = '' }: CheckboxProps) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = mixed
  }, [mixed])
  return (
    <label className={`grid size-8 cursor-pointer place-items-center select-none pointer-coarse:size-11 ${className}`}>
      <input
        ref={box}
        type="checkbox"
        aria-label={label}
        checked={checked}
        tabIndex={tabIndex}
        onChange={(event) => onCheckedChange(event.target.checked, (event.nativeEvent as MouseEvent).shiftKey === true)}
        className="accent-accent size-4 cursor-pointer"
      />
    </label>
  )
}
