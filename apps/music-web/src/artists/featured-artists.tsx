import { Cover, Skeleton } from '@bell/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Artist } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { artistKeys } from './artist-keys.ts'

/** Three artists to begin with, as large cards. */
export function FeaturedArtists() {
  const say = useWords()
  const { api } = useMusic()
  const featured = useQuery({ queryKey: artistKeys.featured, queryFn: api.featuredArtists })
  // With fewer the grid below shows them all anyway.
  if (featured.data ? featured.data.items.length < 3 : !featured.isPending) return null
  return (
    <section aria-labelledby="featured" className="mb-10">
      <h2 id="featured" className="mb-3 text-lg font-bold">
        {say('artists.featured')}
      </h2>
      <div className="grid gap-3 @lg:grid-cols-3 @lg:gap-4.5">
        {featured.data?.items.map((artist) => <FeaturedCard key={artist.id} artist={artist} />) ??
          Array.from({ length: 3 }, (_, index) => <Skeleton key={index} className="!rounded-panel h-28 @lg:h-64" />)}
      </div>
    </section>
  )
}

function FeaturedCard({ artist }: { artist: Artist }) {
  const say = useWords()
  return (
    <Link
      to="/artists/$artistId"
      params={{ artistId: artist.id }}
      className="group bg-surface hover:bg-raised rounded-panel flex min-w-0 items-center gap-4 p-4 transition @lg:flex-col @lg:p-6 @lg:text-center"
    >
      <Cover id={artist.id} src={artist.photoUrl} size={152} round eager className="!size-20 @lg:!size-38" />
      <span className="min-w-0 @lg:w-full">
        <span className="block truncate text-base font-bold">{artist.name}</span>
        <span className="text-muted block truncate text-xs">
          {artist.otherNames.map((other) => other.name).join(' · ') ||
            say('artists.tracks', { count: artist.trackCount })}
        </span>
        <span className="text-muted mt-1.5 line-clamp-2 text-xs">{artist.biography}</span>
      </span>
    </Link>
  )
}
