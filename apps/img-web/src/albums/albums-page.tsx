import { Button, EmptyState, ErrorState, PageHead, SegmentedControl, Skeleton } from '@bell/ui'
import { chooseFiles } from '@bell/ui/upload'
import { useSession } from '@bell/ui/session'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { FolderPlus, ImageUp, Images, Users } from 'lucide-react'
import { useState } from 'react'
import type { Album } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { Welcome } from '../shell/welcome.tsx'
import { AlbumCard } from './album-card.tsx'
import { NewAlbumDialog } from './new-album-dialog.tsx'
import { useAlbums } from './use-albums.ts'

const gridClass = 'grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-3 md:grid-cols-4 xl:grid-cols-6'

/** The first page: albums, one's own and those shared with everyone here. */
export function AlbumsPage() {
  const { status, user } = useSession()
  if (status === 'loading') return <AlbumsSkeleton />
  return user ? <Albums userId={user.id} /> : <Welcome />
}

function Albums({ userId }: { userId: string }) {
  const say = useWords()
  const navigate = useNavigate()
  const { show = 'mine' } = useSearch({ from: '/members/' })
  const [creating, setCreating] = useState(false)
  usePageTitle(say('albums.heading'))
  const open = (album: Album) => navigate({ to: '/albums/$albumId', params: { albumId: album.id } })
  return (
    <>
      <PageHead
        title={say('albums.heading')}
        beside={
          // On a phone below the title and its button.
          <div className="max-md:order-last max-md:basis-full">
            <SegmentedControl
              label={say('albums.show')}
              value={show}
              onValueChange={(next) => void navigate({ to: '/', search: next === 'mine' ? {} : { show: next } })}
              items={[
                { value: 'mine', label: say('albums.mine') },
                { value: 'shared', label: say('albums.shared') },
              ]}
            />
          </div>
        }
        actions={
          <Button icon={<FolderPlus />} onClick={() => setCreating(true)}>
            {say('albums.new')}
          </Button>
        }
      />
      <List key={show} show={show} userId={userId} onCreate={() => setCreating(true)} />
      <NewAlbumDialog open={creating} onClose={() => setCreating(false)} onCreated={open} />
    </>
  )
}

function List(props: { show: 'mine' | 'shared'; userId: string; onCreate: () => void }) {
  const { show, userId, onCreate } = props
  const say = useWords()
  const albums = useAlbums(show === 'mine' ? 'me' : 'all')
  if (albums.isPending) return <CardSkeletons />
  if (albums.isError) return <ErrorState error={albums.error} onRetry={() => void albums.refetch()} />

  const all = albums.data.pages.flatMap((page) => page.items)
  const shown = show === 'mine' ? all : all.filter((album) => album.ownerId !== userId)
  if (shown.length === 0 && !albums.hasNextPage) {
    return show === 'mine' ? (
      <EmptyState
        icon={<Images aria-hidden />}
        title={say('albums.empty')}
        action={
          <>
            <Button icon={<FolderPlus />} onClick={onCreate}>
              {say('albums.new')}
            </Button>
            <Button variant="quiet" icon={<ImageUp />} onClick={chooseFiles}>
              {say('upload.add')}
            </Button>
          </>
        }
      >
        {say('albums.emptyText')}
      </EmptyState>
    ) : (
      <EmptyState icon={<Users aria-hidden />} title={say('albums.noneShared')}>
        {say('albums.noneSharedText')}
      </EmptyState>
    )
  }
  return (
    <>
      <ul className={gridClass}>
        {shown.map((album) => (
          <AlbumCard key={album.id} album={album} ofOther={album.ownerId !== userId} />
        ))}
      </ul>
      {albums.hasNextPage && (
        <div className="mt-8 grid justify-center">
          <Button variant="quiet" busy={albums.isFetchingNextPage} onClick={() => void albums.fetchNextPage()}>
            {say('albums.more')}
          </Button>
        </div>
      )}
    </>
  )
}

function AlbumsSkeleton() {
  return (
    <>
      <Skeleton className="mt-5.5 mb-5 h-10 w-48" />
      <CardSkeletons />
    </>
  )
}

function CardSkeletons() {
  return (
    <div className={gridClass} aria-busy>
      {Array.from({ length: 12 }, (_, place) => (
        <div key={place} className="grid gap-2">
          <Skeleton className="rounded-cover aspect-square" />
          <Skeleton className="h-4 w-24" />
        </div>
      ))}
    </div>
  )
}
