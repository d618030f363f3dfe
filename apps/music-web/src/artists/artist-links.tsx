import type { Artist } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { isWebAddress, siteNames } from './link-kind.ts'
import { SiteIcon } from './site-icon.tsx'

/** The ways out of an artist's page. */
export function ArtistLinks({ links }: { links: Artist['links'] }) {
  const say = useWords()
  const sound = links.filter((link) => isWebAddress(link.url))
  if (sound.length === 0) return null
  return (
    <ul aria-label={say('artist.links')} className="mt-4 flex flex-wrap gap-x-5 gap-y-1">
      {sound.map(({ kind, url, host }) => (
        <li key={url}>
          <a
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            title={host}
            className="text-muted hover:text-text inline-flex min-h-9 items-center gap-2 font-medium hover:underline pointer-coarse:min-h-11"
          >
            <SiteIcon kind={kind} />
            {siteNames[kind] ?? host}
          </a>
        </li>
      ))}
    </ul>
  )
}
