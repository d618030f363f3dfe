import { Button, EmptyState, ErrorState, PageHead, Skeleton } from '@bell/ui'
import type { SessionUser } from '@bell/ui/session'
import { Images } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { PictureCard } from './picture-card.tsx'
import { UploadButton } from './upload-button.tsx'
import { useDeletion } from './use-deletion.ts'
import { useOwnPictures } from './use-own-pictures.ts'

const gridClass = 'grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-4 lg:grid-cols-6'

/** What the person has put here, and a way to add to it. */
export function OwnPictures({ user }: { user: SessionUser }) {
  const say = useWords()
  const mayAdd = user.roles.some((role) => role !== 'listener')
  return (
    <>
      <PageHead title={say('mine.title')} lead={say('mine.lead')} actions={mayAdd && <UploadButton />} />
      {!mayAdd && <p className="bg-raised rounded-panel mb-6 p-4">{say('mine.listener')}</p>}
      <Grid mayAdd={mayAdd} />
    </>
  )
}

function Grid({ mayAdd }: { mayAdd: boolean }) {
  const say = useWords()
  const own = useOwnPictures()
  const { hidden, remove } = useDeletion()
  if (own.isPending) return <GridSkeleton />
  if (own.isError) return <ErrorState error={own.error} onRetry={() => void own.refetch()} />

  const shown = own.data.pages.flatMap((page) => page.items).filter(({ id }) => !hidden.has(id))
  if (shown.length === 0 && !own.hasNextPage) {
    return (
      <EmptyState icon={<Images />} title={say('empty.title')}>
        {mayAdd && say('empty.text')}
      </EmptyState>
    )
  }
  return (
    <>
      <ul className={gridClass}>
        {shown.map((picture) => (
          <PictureCard key={picture.id} picture={picture} onRemove={remove} />
        ))}
      </ul>
      {own.hasNextPage && (
        <div className="mt-8 grid justify-center">
          <Button variant="quiet" busy={own.isFetchingNextPage} onClick={() => void own.fetchNextPage()}>
            {say('mine.more')}
          </Button>
        </div>
      )}
    </>
  )
}

export function GridSkeleton() {
  return (
    <div className={gridClass}>
      {Array.from({ length: 12 }, (_, place) => (
        <div key={place} className="grid gap-2">
          <Skeleton className="rounded-cover aspect-square" />
          <Skeleton className="h-4 w-24" />
        </div>
      ))}
    </div>
  )
}
