import { Cover } from '@bell/ui'
import { Link } from '@tanstack/react-router'
import type { Track } from '../api/shapes.ts'
import { ArtistNames } from '../tracks/artist-names.tsx'

/** Cover, title and names of what is in the player. */
export function TrackLabel({ track, coverSize }: { track: Track; coverSize: number }) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Cover id={track.album?.id ?? track.id} src={track.coverUrl} size={coverSize} eager />
      <div className="min-w-0">
        <div className="truncate font-semibold">
          {track.album ? (
            <Link to="/albums/$albumId" params={{ albumId: track.album.id }} className="hover:underline">
              {track.title}
            </Link>
          ) : (
            track.title
          )}
        </div>
        <div className="text-muted truncate text-xs">
          <ArtistNames track={track} />
        </div>
      </div>
    </div>
  )
}
