import { Skeleton } from '@bell/ui'

const lines = [
  ['grow-3', 'grow-2', 'grow-4', 'grow-3'],
  ['grow-2', 'grow-4', 'grow-3', 'grow-3'],
  ['grow-4', 'grow-3', 'grow-2', 'grow-3'],
]

/** A grid of pictures before it is known which. */
export function GridSkeleton() {
  return (
    <div className="grid gap-1" aria-busy>
      {lines.map((widths, line) => (
        <div key={line} className="flex gap-1">
          {widths.map((grow, at) => (
            <Skeleton key={at} className={`h-32 basis-0 sm:h-54 ${grow}`} />
          ))}
        </div>
      ))}
    </div>
  )
}
