import { Highlight } from '@bell/ui'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { performersOf, type Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'

/** The performers of a track; those who have a page lead to it. */
export function ArtistNames(props: {
  track: Track
  onFollow?: () => void
  tabIndex?: number
  /** What was looked for, to be marked. */
  query?: string | undefined
}) {
  const { track, onFollow, tabIndex, query } = props
  const named = (name: string) => (query ? <Highlight text={name} query={query} /> : name)
  const say = useWords()
  const performers = performersOf(track)
  if (performers.length === 0) return say('track.unknownArtist')
  return performers.map((credit, index) => (
    <Fragment key={`${credit.id}-${credit.name}`}>
      {index > 0 && ', '}
      {credit.id ? (
        <Link
          to="/artists/$artistId"
          params={{ artistId: credit.id }}
          onClick={onFollow}
          tabIndex={tabIndex}
          className="hover:text-text hover:underline"
        >
          {named(credit.name)}
        </Link>
      ) : (
        named(credit.name)
      )}
    </Fragment>
  ))
}
