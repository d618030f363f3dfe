import { Chip } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useWords } from '../i18n/words.ts'
import type { Key } from './use-keys.ts'

const tones = { next: 'accent', current: 'good', retiring: 'muted', gone: 'muted', withdrawn: 'danger' } as const

/** One key: its state, what that means for how long, and the beginning of its name as it stands in tokens. */
export function KeyRow({ of: { kid, state, createdAt, signsAt, goesAt } }: { of: Key }) {
  const say = useWords()
  const formats = useFormats()
  const relevant = state === 'next' || state === 'current' ? signsAt : goesAt
  return (
    <li className="border-line grid grid-cols-[6.5rem_1fr] items-center gap-x-3 gap-y-1 border-b py-3 sm:grid-cols-[6.5rem_1fr_auto]">
      <span>
        <Chip tone={tones[state]}>{say(`keys.states.${state}`)}</Chip>
      </span>
      <span className="min-w-0 font-semibold">
        {relevant && (
          <time dateTime={relevant} title={new Date(relevant).toLocaleString()}>
            {say(`keys.when.${state}`, { when: formats.relative(relevant), date: formats.date(relevant) })}
          </time>
        )}
      </span>
      <span className="text-muted col-start-2 text-xs sm:col-start-3 sm:text-right">
        <code className="block" title={kid}>
          {kid.slice(0, 12)}…
        </code>
        {say('keys.made', { date: formats.date(createdAt) })}
      </span>
    </li>
  )
}
