import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { segmentClass, segmentsClass } from './segmented-control.tsx'

export interface TabsProps<Value extends string> {
  label: string
  value: Value
  onValueChange: (value: Value) => void
  /** Only the chosen tab's content is made. */
  items: readonly { value: Value; label: string; content: ReactNode }[]
  className?: string
  listClassName?: string
  panelClassName?: string
}

export function Tabs<Value extends string>(props: TabsProps<Value>) {
  const { label, value, onValueChange, items, className = '', listClassName = '', panelClassName = '' } = props
  return (
    <Base.Root value={value} onValueChange={(next) => onValueChange(next as Value)} className={className}>
      <Base.List aria-label={label} activateOnFocus className={`${segmentsClass} ${listClassName}`}>
        {items.map((item) => (
          <Base.Tab key={item.value} value={item.value} className={segmentClass}>
            {item.label}
          </Base.Tab>
        ))}
      </Base.List>
      {items.map((item) => (
        <Base.Panel key={item.value} value={item.value} className={panelClassName}>
          {item.content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
