import { Progress as Base } from '@base-ui/react/progress'

/** How far something is: 0..1, or null while nobody knows. */
export function Progress({
  label,
  value,
  className = '',
}: {
  label: string
  value: number | null
  className?: string
}) {
  return (
    <Base.Root aria-label={label} value={value === null ? null : Math.round(value * 100)} className={className}>
      <Base.Track className="bg-line block h-1 overflow-hidden rounded-full">
        <Base.Indicator
          className={`bg-accent block h-full rounded-full transition-[width] ${value === null ? 'w-1/3 animate-pulse' : ''}`}
        />
      </Base.Track>
    </Base.Root>
  )
}
