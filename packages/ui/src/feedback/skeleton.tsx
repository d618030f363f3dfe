/** Stands where something will be, in its shape: `<Skeleton className="h-4 w-40" />`. Hidden from screen readers. */
export function Skeleton({ className = '' }: { className?: string }) {
  return <span aria-hidden className={`bg-raised rounded-control block animate-pulse ${className}`} />
}
