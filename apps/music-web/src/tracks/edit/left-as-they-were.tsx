import { useWords } from '../../i18n/words.ts'
import type { Left } from './save-tracks.ts'

/** Names each track that a change was not made to, with the reason. */
export function LeftAsTheyWere({ tracks }: { tracks: Left[] }) {
  const say = useWords()
  return (
    <div role="alert" className="bg-danger/14 rounded-control mb-2 px-4 py-3">
      <p className="font-semibold">{say('edit.leftAsTheyWere', { count: tracks.length })}</p>
      <ul
        className="mt-1 max-h-40 overflow-y-auto"
        tabIndex={0}
        aria-label={say('edit.leftAsTheyWere', { count: tracks.length })}
      >
        {tracks.map(({ title, code }, place) => (
          <li key={place} className="py-0.5">
            {say(`edit.leftBecause.${code}`, { title })}
          </li>
        ))}
      </ul>
    </div>
  )
}
