import { Slider as Base } from '@base-ui/react/slider'

export interface SliderProps {
  label: string
  value: number
  min?: number
  max: number
  step?: number
  /** Shift+arrow, Page Up and Page Down. */
  largeStep?: number
  /** While it moves. */
  onValueChange: (value: number) => void
  /** When it is let go. */
  onValueCommitted?: (value: number) => void
  /** What a screen reader says: "1 minute 24 seconds of 3 minutes 41 seconds". */
  valueText?: (value: number) => string
  disabled?: boolean
  /** Only the handle: what is under it shows how far it is. */
  bare?: boolean
  className?: string
}

/** A slim line; the handle shows when it is touched or focused. */
export function Slider(props: SliderProps) {
  const { label, value, min = 0, max, step = 1, largeStep, onValueChange, onValueCommitted, valueText } = props
  return (
    <Base.Root
      value={Math.min(Math.max(value, min), max)}
      min={min}
      max={max > min ? max : min + 1}
      step={step}
      largeStep={largeStep}
      disabled={props.disabled}
      onValueChange={(next) => onValueChange(next)}
      onValueCommitted={(next) => onValueCommitted?.(next)}
      className={`group ${props.className ?? ''}`}
    >
      <Base.Control className="flex h-6 w-full cursor-pointer touch-none items-center select-none pointer-coarse:h-11">
        <Base.Track className={`h-1 w-full rounded-full ${props.bare ? '' : 'bg-edge'}`}>
          {!props.bare && <Base.Indicator className="bg-accent rounded-full" />}
          <Base.Thumb
            aria-label={label}
            getAriaValueText={valueText ? (_formatted, current) => valueText(current) : undefined}
            className="bg-accent has-focus-visible:outline-focus size-3.5 rounded-full opacity-0 transition-opacity group-hover:opacity-100 group-data-dragging:opacity-100 has-focus-visible:opacity-100 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 pointer-coarse:opacity-100"
          />
        </Base.Track>
      </Base.Control>
    </Base.Root>
  )
}
