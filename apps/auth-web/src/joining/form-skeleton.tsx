import { Skeleton } from '@bell/ui'

/** In the shape of the form for a new account. */
export function FormSkeleton() {
  return (
    <div className="grid gap-5" aria-busy>
      {['name', 'email', 'password'].map((field) => (
        <div key={field} className="grid gap-1.5">
          <Skeleton className="h-5 w-20" />
          <Skeleton className="h-10 w-full" />
        </div>
      ))}
      <Skeleton className="h-10 w-full" />
    </div>
  )
}
