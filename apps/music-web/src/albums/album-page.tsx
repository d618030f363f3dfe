import { Cover, EmptyState, ErrorState, IconButton, Menu, PageHero, PageHeroSkeleton } from '@bell/ui'
import { ApiProblem, useSession } from '@bell/ui/session'
import { useFormats } from '@bell/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Disc3, Ellipsis, ImageUp } from 'lucide-react'
import { useState } from 'react'
import type { Album, Track } from '../api/shapes.ts'
import { albumKeys } from './album-keys.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { OnceKnown } from '../shell/once-known.tsx'
import { CoverDialog, mostCovers } from '../pictures/cover-dialog.tsx'
import { mayEdit } from '../tracks/may-edit.ts'
import { Credits } from '../tracks/credits.tsx'
import { PlayActions } from '../tracks/play-actions.tsx'
import { trackKeys } from '../tracks/track-cache.ts'
import { TrackList, TrackListSkeleton } from '../tracks/track-list.tsx'

export function AlbumPage() {
  const { albumId } = useParams({ from: '/albums/$albumId' })
  return (
    <OnceKnown>
      <OneAlbum key={albumId} id={albumId} />
    </OnceKnown>
  )
}

function OneAlbum({ id }: { id: string }) {
  const say = useWords()
  const { duration } = useFormats()
  const { api } = useMusic()
  const album = useQuery({ queryKey: albumKeys.one(id), queryFn: () => api.album(id) })
  const tracks = useQuery({ queryKey: trackKeys.ofAlbum(id), queryFn: () => api.albumTracks(id) })
  usePageTitle(album.data?.title ?? say('track.album'))

  const gone = [album.error, tracks.error].find((error) => error instanceof ApiProblem && error.status === 404)
  if (gone) {
    return (
      <EmptyState level={1} icon={<Disc3 aria-hidden />} title={say('album.notFound')}>
        {say('album.notFoundText')}
      </EmptyState>
    )
  }
  if (album.isError) return <ErrorState error={album.error} onRetry={() => void album.refetch()} />
  const list = tracks.data?.items ?? []
  return (
    <article aria-busy={album.isPending}>
      {album.isPending ? (
        <PageHeroSkeleton picture="size-50 !rounded-panel" />
      ) : (
        <Head album={album.data} tracks={list} />
      )}
      <div className="mt-4">
        {tracks.isPending ? (
          <TrackListSkeleton rows={8} numbered />
        ) : tracks.isError ? (
          <ErrorState error={tracks.error} onRetry={() => void tracks.refetch()} />
        ) : (
          discsOf(list).map(({ disc, tracks: onDisc }, _index, discs) => (
            <section key={disc} className="mb-6">
              {discs.length > 1 && (
                <h2 className="mb-2 flex items-baseline gap-3 text-base font-bold">
                  {say('album.disc', { disc })}
                  <span className="text-muted text-xs font-normal">{duration(lengthOf(onDisc))}</span>
                </h2>
              )}
              <TrackList
                tracks={onDisc}
                among={list}
                numbered
                label={discs.length > 1 ? say('album.disc', { disc }) : say('artist.tracks')}
              />
            </section>
          ))
        )}
      </div>
      <Makers tracks={list} />
    </article>
  )
}

function Head({ album, tracks }: { album: Album; tracks: Track[] }) {
  const say = useWords()
  const { spokenDuration } = useFormats()
  const { user } = useSession()
  const [settingCover, setSettingCover] = useState(false)
  const editable = tracks.filter((track) => mayEdit(user, track)).slice(0, mostCovers)
  return (
    <>
      <PageHero
        picture={<Cover id={album.id} src={album.coverUrl} size={200} eager className="!rounded-panel shadow-float" />}
        title={album.title}
        kind={say(album.compilation ? 'album.compilation' : 'track.album')}
        tint={album.coverColor}
        actions={
          <>
            <PlayActions tracks={tracks} />
            {editable.length > 0 && (
              <Menu
                trigger={<IconButton label={say('track.more', { title: album.title })} icon={<Ellipsis />} />}
                items={[{ label: say('picture.setCover'), icon: <ImageUp />, onSelect: () => setSettingCover(true) }]}
                align="start"
              />
            )}
          </>
        }
      >
        {album.artist && <Artist artist={album.artist} />}
        {album.compilation && <p className="mt-1.5 text-base">{say('album.various')}</p>}
        <p className="text-muted mt-1">
          {[
            album.year,
            say('artists.tracks', { count: album.trackCount }),
            album.discCount > 1 && say('album.discs', { count: album.discCount }),
            album.durationSeconds > 0 && spokenDuration(roundLength(album.durationSeconds)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </PageHero>
      {editable.length > 0 && (
        <CoverDialog
          open={settingCover}
          onOpenChange={setSettingCover}
          id={album.id}
          coverUrl={album.coverUrl}
          trackIds={editable.map(({ id }) => id)}
        />
      )}
    </>
  )
}

function Artist({ artist }: { artist: { id: string | null; name: string } }) {
  return (
    <p className="mt-1.5 text-base">
      {artist.id === null ? (
        artist.name
      ) : (
        <Link to="/artists/$artistId" params={{ artistId: artist.id }} className="font-semibold hover:underline">
          {artist.name}
        </Link>
      )}
    </p>
  )
}

/** Who wrote and made its tracks; the performers stand in the rows. */
function Makers({ tracks }: { tracks: Track[] }) {
  const makers = tracks.flatMap(({ artists }) => artists).filter(({ role }) => role !== 'main' && role !== 'featured')
  const once = new Map(makers.map((credit) => [`${credit.role} ${credit.id ?? credit.name}`, credit]))
  if (once.size === 0) return null
  return (
    <div className="mt-8 max-w-2xl">
      <Credits credits={[...once.values()]} />
    </div>
  )
}

function lengthOf(tracks: Track[]) {
  return tracks.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0)
}

/** Whole minutes are near enough; a single is told to the second. */
function roundLength(seconds: number) {
  return seconds < 600 ? Math.round(seconds) : Math.round(seconds / 60) * 60
}

/** Discs in their order; a track without a disc is on the first. */
function discsOf(tracks: Track[]): { disc: number; tracks: Track[] }[] {
  const byDisc = Map.groupBy(tracks, (track) => track.discNumber ?? 1)
  return [...byDisc].map(([disc, onDisc]) => ({ disc, tracks: onDisc })).toSorted((a, b) => a.disc - b.disc)
}
