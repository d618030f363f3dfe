import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { performersOf, type Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'

/** The performers of a track; those who have a page lead to it. */
export function ArtistNames(props: { track: Track; onFollow?: () => void; tabIndex?: number }) {
  const { track, onFollow, tabIndex } = props
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
          {credit.name}
        </Link>
      ) : (
        credit.name
      )}
    </Fragment>
  ))
}
