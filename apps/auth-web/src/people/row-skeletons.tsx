import { Skeleton } from '@bell/ui'

export function RowSkeletons() {
  return (
    <div className="grid gap-4" aria-busy>
      {[1, 2, 3, 4].map((n) => (
        <Skeleton key={n} className="h-14 w-full" />
      ))}
    </div>
  )
}
