import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import { Field, fieldClass, type FieldProps } from './field.tsx'

export interface SelectProps<Value extends string> extends FieldProps {
  value: Value
  onValueChange: (value: Value) => void
  items: readonly { value: Value; label: string }[]
  disabled?: boolean
  name?: string
  className?: string
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, hideLabel, hint, error, value, onValueChange, items, disabled, name, className } = props
  return (
    <Field {...{ label, hideLabel, hint, error, className }}>
      {(ids) => (
        <Base.Root
          items={items}
          value={value}
          onValueChange={(next) => next !== null && onValueChange(next)}
          disabled={disabled}
          name={name}
        >
          <Base.Trigger
            {...ids}
            aria-label={label}
            className={`${fieldClass} flex items-center justify-between gap-2 text-left`}
          >
            <Base.Value className="truncate" />
            <Base.Icon>
              <ChevronsUpDown aria-hidden size={16} className="text-muted" />
            </Base.Icon>
          </Base.Trigger>
          <Base.Portal>
            <Base.Positioner sideOffset={6} alignItemWithTrigger={false} className="z-50">
              <Base.Popup className="floating max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto p-1.5">
                {items.map((item) => (
                  <Base.Item
                    key={item.value}
                    value={item.value}
                    className="data-highlighted:bg-accent-soft rounded-control grid min-h-9 cursor-default grid-cols-[20px_1fr] items-center gap-2 px-2 outline-none pointer-coarse:min-h-11"
                  >
                    <Base.ItemIndicator className="text-accent col-start-1">
                      <Check aria-hidden size={16} />
                    </Base.ItemIndicator>
                    <Base.ItemText className="col-start-2">{item.label}</Base.ItemText>
                  </Base.Item>
                ))}
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Field>
  )
}
