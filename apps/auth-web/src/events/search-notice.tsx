import { useWords } from '../i18n/words.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import type { SearchState } from './use-events.ts'

/** What is wrong with the search, and what to do; nothing where it is well. */
export function SearchNotice({ search: { state, indices } }: { search: SearchState }) {
  const say = useWords()
  if (state === 'good') return null
  if (state === 'away') return <FormAlert>{say('events.searchAway')}</FormAlert>
  if (state === 'unfit') return <FormAlert>{say('events.searchUnfit')}</FormAlert>
  return indices.map(({ name, holds, of, lacks }) => {
    const index = say(`events.searchOf.${name as 'tracks' | 'artists' | 'albums'}`)
    return lacks && <FormAlert key={name}>{say('events.searchLacks', { index, holds, of })}</FormAlert>
  })
}
