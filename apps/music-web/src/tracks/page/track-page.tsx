import {
  Button,
  buttonClass,
  Cover,
  EmptyState,
  ErrorState,
  IconButton,
  PageHero,
  PageHeroSkeleton,
  Skeleton,
} from '@bell/ui'
import { ApiProblem, useSession } from '@bell/ui/session'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { AudioLines, EllipsisVertical, ImagePlus, LogIn, PencilLine, Play } from 'lucide-react'
import { useState } from 'react'
import { artistLine, type Track } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { useMusic } from '../../music-context.ts'
import { CoverDialog } from '../../pictures/cover-dialog.tsx'
import { usePageTitle } from '../../shell/page-title.ts'
import { ArtistNames } from '../artist-names.tsx'
import { openEditor } from '../edit/editor-store.ts'
import { mayEdit } from '../may-edit.ts'
import { trackKeys } from '../track-cache.ts'
import { openTrackMenu } from '../track-menu-store.ts'
import { usePlayTracks } from '../use-play-tracks.ts'
import { Failed } from './failed.tsx'
import { Sound } from './sound.tsx'
import { Credits } from '../credits.tsx'
import { TrackDetails } from './track-details.tsx'

export function TrackPage() {
  const { trackId } = useParams({ from: '/tracks/$trackId' })
  const { status } = useSession()
  // Who asks decides what there is to see.
  return status === 'loading' ? <PageSkeleton /> : <OneTrack key={`${trackId} ${status}`} id={trackId} />
}

function OneTrack({ id }: { id: string }) {
  const say = useWords()
  const { api } = useMusic()
  const { user } = useSession()
  const {
    data: track,
    error,
    isPending,
    refetch,
  } = useQuery({
    queryKey: trackKeys.one(id),
    queryFn: () => api.track(id),
  })
  usePageTitle(track ? [track.title, artistLine(track)].filter(Boolean).join(' · ') : say('search.tracks'))
  if (isPending) return <PageSkeleton />
  // An id that is none is as good as one that is not there.
  const gone = error instanceof ApiProblem && (error.status === 404 || error.status === 400)
  if (gone) return <NotHere />
  if (!track) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <article className="pb-4">
      <Head track={track} />
      {track.status === 'failed' && <Failed track={track} />}
      {track.status === 'processing' && <p className="text-muted mt-6">{say('upload.processing')}</p>}
      {track.status === 'ready' && <Sound track={track} mayRetry={mayEdit(user, track)} />}
      <div className="mt-8 grid gap-x-12 gap-y-8 md:grid-cols-2">
        <Credits credits={track.artists} />
        <TrackDetails track={track} />
      </div>
    </article>
  )
}

function Head({ track }: { track: Track }) {
  const say = useWords()
  const { user } = useSession()
  const playTracks = usePlayTracks()
  const play = () => playTracks([track], 0)
  const [covering, setCovering] = useState(false)
  return (
    <PageHero
      picture={
        <Cover
          id={track.album?.id ?? track.id}
          src={track.coverUrl}
          size={200}
          eager
          className="!rounded-panel shadow-float"
        />
      }
      kind={say('track.track')}
      title={track.title}
      tint={track.coverColor}
      actions={
        <>
          <Button icon={<Play className="fill-current" />} disabled={track.status !== 'ready'} onClick={play}>
            {say('player.play')}
          </Button>
          {mayEdit(user, track) && (
            <>
              <Button variant="quiet" icon={<PencilLine />} onClick={() => openEditor([track.id])}>
                {say('edit.edit')}
              </Button>
              <IconButton
                variant="quiet"
                icon={<ImagePlus />}
                label={say('picture.coverTitle')}
                onClick={() => setCovering(true)}
              />
            </>
          )}
          <Button
            variant="quiet"
            size="icon"
            icon={<EllipsisVertical />}
            aria-label={say('track.more', { title: track.title })}
            aria-haspopup="menu"
            onClick={(event) => {
              const button = event.currentTarget
              openTrackMenu({ track, play, anchor: button, from: button })
            }}
          />
        </>
      }
    >
      <p className="mt-1.5 text-base">
        <ArtistNames track={track} />
      </p>
      {track.album && (
        <p className="text-muted mt-0.5">
          <Link to="/albums/$albumId" params={{ albumId: track.album.id }} className="hover:text-text hover:underline">
            {track.album.title}
          </Link>
        </p>
      )}
      {mayEdit(user, track) && (
        <CoverDialog
          open={covering}
          onOpenChange={setCovering}
          id={track.album?.id ?? track.id}
          coverUrl={track.coverUrl}
          trackIds={[track.id]}
        />
      )}
    </PageHero>
  )
}

function NotHere() {
  const say = useWords()
  const { status, signIn } = useSession()
  usePageTitle(say('track.notFound'))
  return (
    <EmptyState
      level={1}
      icon={<AudioLines aria-hidden />}
      title={say('track.notFound')}
      action={
        status === 'signed-in' ? (
          <Link to="/library" className={buttonClass({ variant: 'quiet' })}>
            {say('nav.library')}
          </Link>
        ) : (
          <Button icon={<LogIn />} onClick={() => signIn()}>
            {say('home.signIn')}
          </Button>
        )
      }
    >
      {say(status === 'signed-in' ? 'track.notFoundText' : 'track.notFoundSignedOut')}
    </EmptyState>
  )
}

function PageSkeleton() {
  return (
    <div aria-busy>
      <PageHeroSkeleton picture="size-50 !rounded-panel" />
      <Skeleton className="mt-6 h-16 w-full" />
      <div className="mt-8 grid gap-x-12 gap-y-8 md:grid-cols-2">
        <PairsSkeleton rows={2} />
        <PairsSkeleton rows={7} />
      </div>
    </div>
  )
}

/** In place of a list of what is known, name beside value. */
function PairsSkeleton({ rows }: { rows: number }) {
  return (
    <div>
      <Skeleton className="mb-3 h-6.5 w-28" />
      <div className="grid gap-3">
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className="grid h-5 grid-cols-[8rem_minmax(0,1fr)] items-center gap-4">
            <Skeleton className="h-3.5 w-16" />
            <Skeleton className={`h-3.5 ${row % 3 === 1 ? 'w-40' : 'w-24'}`} />
          </div>
        ))}
      </div>
    </div>
  )
}
