import { Button } from '../controls/button.tsx'
import { useKitWords } from '../i18n/kit-words.ts'

/** What a paged query knows of its rest. */
export interface Paged {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => unknown
}

/** Under a list of which there is more. */
export function LoadMore({ of: list }: { of: Paged }) {
  const say = useKitWords()
  if (!list.hasNextPage) return null
  return (
    <div className="mt-5 text-center">
      <Button variant="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {say('more')}
      </Button>
    </div>
  )
}
