import { Cover } from '@bell/ui'
import { Link } from '@tanstack/react-router'
import type { Artist } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'

/** An artist as a round picture with the name below; leads to the page. */
export function ArtistCard({ artist }: { artist: Artist }) {
  const say = useWords()
  return (
    <Link
      to="/artists/$artistId"
      params={{ artistId: artist.id }}
      className="group rounded-cover block min-w-0 text-center"
    >
      <Cover
        id={artist.id}
        src={artist.photoUrl}
        sizes="(min-width: 768px) 160px, 30vw"
        round
        className="mb-2.5 transition group-hover:brightness-110"
      />
      <span className="block truncate font-semibold">{artist.name}</span>
      <span className="text-muted block truncate text-xs">{say('artists.tracks', { count: artist.trackCount })}</span>
    </Link>
  )
}
