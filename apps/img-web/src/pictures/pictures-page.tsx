import { EmptyState, ErrorState, PageHead } from '@bell/ui'
import { nothing } from '@bell/ui/selection'
import { Outlet } from '@tanstack/react-router'
import { Images } from 'lucide-react'
import { useState } from 'react'
import { GridSkeleton } from '../grid/grid-skeleton.tsx'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
import { AddPictures } from '../upload/add-pictures.tsx'
import { ChoosableGrid } from './choosable-grid.tsx'
import { Room } from '../upload/room.tsx'
import { useOwnPictures } from './picture-lists.ts'

/** All that the person has put here, whatever album it is in. */
export function PicturesPage() {
  const say = useWords()
  usePageTitle(say('pictures.heading'))
  return (
    <SignedInOnly>
      <PageHead
        title={say('pictures.heading')}
        actions={
          <>
            <Room />
            <AddPictures />
          </>
        }
      />
      <Pictures />
      <Outlet />
    </SignedInOnly>
  )
}

function Pictures() {
  const say = useWords()
  const list = useOwnPictures()
  const [selection, setSelection] = useState(nothing)
  if (list.query.isPending) return <GridSkeleton />
  if (list.query.isError) return <ErrorState error={list.query.error} onRetry={() => void list.query.refetch()} />
  if (list.pictures.length === 0 && !list.query.hasNextPage) {
    return (
      <EmptyState icon={<Images aria-hidden />} title={say('pictures.empty')}>
        {say('pictures.emptyText')}
      </EmptyState>
    )
  }
  return (
    <ChoosableGrid
      list={list}
      label={say('pictures.heading')}
      linkTo={({ id }) => ({ to: '/pictures/$imageId', params: { imageId: id } })}
      selection={selection}
      onSelection={setSelection}
    />
  )
}
