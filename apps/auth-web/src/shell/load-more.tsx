import { Button } from '@bell/ui'
import type { ReactNode } from 'react'

interface Props {
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
  children: ReactNode
}

/** Under a list of which there is more. */
export function LoadMore({ of: list, children }: Props) {
  if (!list.hasNextPage) return null
  return (
    <div className="mt-5 text-center">
      <Button variant="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {children}
      </Button>
    </div>
  )
}
