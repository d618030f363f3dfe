import { Button, Cover } from '@bell/ui'
import { ApiProblem } from '@bell/ui/session'
import type { Artist } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'

/** Who bears the name already, where that is why something was refused. */
export function candidatesOf(error: unknown): Artist[] | undefined {
  if (!(error instanceof ApiProblem) || error.code !== 'artist_name_taken') return undefined
  return error.body.candidates as Artist[]
}

interface NameTakenProps {
  name: string
  candidates: Artist[]
  onUse: (artist: Artist) => void
  onOther: () => void
  /** What the person does who means another artist. */
  otherLabel: string
  busy: boolean
}

/** Asks whether one of these is meant. */
export function NameTaken({ name, candidates, onUse, onOther, otherLabel, busy }: NameTakenProps) {
  const say = useWords()
  return (
    <section role="alert" className="bg-raised rounded-panel grid gap-3 p-4">
      <p className="font-semibold">{say('artist.nameTaken', { name, count: candidates.length })}</p>
      <ul className="grid gap-2">
        {candidates.map((artist) => (
          <li key={artist.id} className="flex items-center gap-3">
            <Cover id={artist.id} src={artist.photoUrl} size={44} round eager />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-semibold">{artist.name}</span>
              <span className="text-muted block truncate text-xs">
                {[
                  ...artist.otherNames.map((other) => other.name),
                  say('artists.tracks', { count: artist.trackCount }),
                ].join(' · ')}
              </span>
            </span>
            <Button
              size="sm"
              busy={busy}
              aria-label={say('artist.useNamed', { name: artist.name })}
              onClick={() => onUse(artist)}
            >
              {say('artist.useThis')}
            </Button>
          </li>
        ))}
      </ul>
      <Button variant="plain" size="sm" className="justify-self-start" busy={busy} onClick={onOther}>
        {otherLabel}
      </Button>
    </section>
  )
}
