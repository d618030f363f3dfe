import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { ReactNode } from 'react'

export const segmentClass =
  'text-muted hover:text-text data-active:bg-bg data-active:text-text data-checked:bg-bg data-checked:text-text inline-flex min-h-8 flex-1 cursor-pointer items-center justify-center gap-2 rounded-control px-3.5 font-semibold whitespace-nowrap transition-colors pointer-coarse:min-h-11 data-active:shadow-[0_1px_2px_oklch(0_0_0/.25)] data-checked:shadow-[0_1px_2px_oklch(0_0_0/.25)] [&_svg]:size-4'
export const segmentsClass = 'bg-raised inline-flex max-w-full overflow-x-auto rounded-[9px] p-[3px]'

export interface SegmentedControlProps<Value extends string> {
  label: string
  value: Value
  onValueChange: (value: Value) => void
  items: readonly { value: Value; label: string; icon?: ReactNode }[]
  className?: string
}

/** One of a few: day, week, month. For panels that change with it, use Tabs. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  const { label, value, onValueChange, items, className = '' } = props
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onValueChange(next as Value)}
      className={`${segmentsClass} ${className}`}
    >
      {items.map((item) => (
        <Radio.Root key={item.value} value={item.value} aria-label={item.label} className={segmentClass}>
          {item.icon}
          {item.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
