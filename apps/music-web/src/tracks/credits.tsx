import { Link } from '@tanstack/react-router'
import type { Credit } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'

/** Everyone who is credited, by what they did, in the order given. */
export function Credits({ credits }: { credits: Credit[] }) {
  const say = useWords()
  const byRole = Map.groupBy(credits, ({ role }) => role)
  return (
    <section aria-labelledby="credits">
      <h2 id="credits" className="mb-3 text-lg font-bold">
        {say('track.credits')}
      </h2>
      {byRole.size === 0 ? (
        <p className="text-muted">{say('track.noCredits')}</p>
      ) : (
        <dl className="grid gap-3">
          {[...byRole].map(([role, credits]) => (
            <div key={role} className="grid grid-cols-[8rem_minmax(0,1fr)] gap-4">
              <dt className="text-muted">{say(`roles.${role}`)}</dt>
              <dd className="grid gap-1">
                {credits.map((credit, index) => (
                  <Name key={index} credit={credit} />
                ))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

function Name({ credit }: { credit: Credit }) {
  if (credit.id === null) return <span>{credit.name}</span>
  return (
    <Link to="/artists/$artistId" params={{ artistId: credit.id }} className="font-semibold hover:underline">
      {credit.name}
    </Link>
  )
}
