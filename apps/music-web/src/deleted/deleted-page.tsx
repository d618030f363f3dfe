import { EmptyState, ErrorState, PageHead, Skeleton } from '@bell/ui'
import { Trash2 } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
import { DeletedList } from './deleted-list.tsx'
import { DeletedArtistRow, DeletedTrackRow } from './deleted-rows.tsx'
import { useDeletedArtists, useDeletedTracks } from './use-deleted.ts'

/** What was deleted and can still come back; administrators see everyone's. */
export function DeletedPage() {
  const say = useWords()
  usePageTitle(say('deleted.title'))
  return (
    <SignedInOnly>
      <div className="max-w-3xl">
        <PageHead title={say('deleted.title')} lead={say('deleted.lead')} />
        <Deleted />
      </div>
    </SignedInOnly>
  )
}

function Deleted() {
  const say = useWords()
  const tracks = useDeletedTracks()
  const artists = useDeletedArtists()
  const failed = tracks.isError ? tracks : artists.isError ? artists : undefined
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
  if (!tracks.data || !artists.data) return <DeletedSkeleton />
  const deletedTracks = tracks.data.pages.flatMap((page) => page.items)
  const deletedArtists = artists.data.pages.flatMap((page) => page.items)
  if (deletedTracks.length + deletedArtists.length === 0) {
    return (
      <EmptyState icon={<Trash2 aria-hidden />} title={say('deleted.empty')}>
        {say('deleted.emptyText')}
      </EmptyState>
    )
  }
  return (
    <>
      <DeletedList title={say('deleted.artists')} list={artists}>
        {deletedArtists.map((deleted) => (
          <DeletedArtistRow key={deleted.artist.id} deleted={deleted} />
        ))}
      </DeletedList>
      <DeletedList title={say('deleted.tracks')} list={tracks}>
        {deletedTracks.map((deleted) => (
          <DeletedTrackRow key={deleted.track.id} deleted={deleted} />
        ))}
      </DeletedList>
    </>
  )
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
