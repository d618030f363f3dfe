import { Button } from '@bell/ui'
import { Children, type ReactNode } from 'react'
import { useWords } from '../i18n/words.ts'

interface Continued {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage(): Promise<unknown>
}

/** A heading with rows below it, and more of them where there are; nothing where there is none. */
export function DeletedList({ title, list, children }: { title: string; list: Continued; children: ReactNode }) {
  const say = useWords()
  if (Children.count(children) === 0) return null
  return (
    <section className="mb-8">
      <h2 className="mb-2 text-lg font-bold">{title}</h2>
      <ul>{children}</ul>
      {list.hasNextPage && (
        <div className="mt-4 text-center">
          <Button variant="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {say('deleted.more')}
          </Button>
        </div>
      )}
    </section>
  )
}
