import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from '../feedback/empty-state.tsx'
import { ErrorState } from '../feedback/error-state.tsx'
import { Skeleton } from '../feedback/skeleton.tsx'
import { LoadMore, type Paged } from '../layout/load-more.tsx'

interface DeletedList {
  title: string
  query: Paged & { isError: boolean; error: unknown; refetch: () => unknown }
  /** undefined until they are here. */
  rows: ReactNode[] | undefined
}

/** What was deleted and can still come back, by kind; a kind without anything is left out. */
export function DeletedLists({ lists, empty }: { lists: DeletedList[]; empty: { title: string; text: string } }) {
  const failed = lists.find(({ query }) => query.isError)?.query
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
  if (lists.some(({ rows }) => rows === undefined)) return <DeletedSkeleton />
  const shown = lists.filter(({ rows }) => rows!.length > 0)
  if (shown.length === 0) {
    return (
      <EmptyState icon={<Trash2 aria-hidden />} title={empty.title}>
        {empty.text}
      </EmptyState>
    )
  }
  return shown.map(({ title, query, rows }) => (
    <section key={title} className="mb-8">
      <h2 className="mb-2 text-lg font-bold">{title}</h2>
      <ul>{rows}</ul>
      <LoadMore of={query} />
    </section>
  ))
}

function DeletedSkeleton() {
  return (
    <div aria-busy>
      <Skeleton className="mb-2 h-6.5 w-24" />
      {[1, 2, 3].map((row) => (
        <div key={row} className="border-line flex min-h-18 items-center gap-3 border-b py-2">
          <Skeleton className="size-11 flex-none" />
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-3.5 w-1/2 max-w-56" />
            <Skeleton className="h-3 w-1/3 max-w-36" />
          </div>
          <Skeleton className="h-8 w-24 !rounded-full" />
        </div>
      ))}
    </div>
  )
}
