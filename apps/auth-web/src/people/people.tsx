import { EmptyState, ErrorState, LoadMore, TextField } from '@bell/ui'
import { Search, UserRoundSearch } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { PersonRow } from './person-row.tsx'
import { RowSkeletons } from './row-skeletons.tsx'
import { usePeople } from './use-people.ts'

export function People() {
  const say = useWords()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  return (
    <>
      <TextField
        type="search"
        label={say('people.search')}
        hideLabel
        placeholder={say('people.search')}
        value={typed}
        maxLength={200}
        autoComplete="off"
        onChange={({ target }) => setTyped(target.value)}
        end={<Search aria-hidden size={18} className="text-muted mr-2.5" />}
        className="mb-2 max-w-sm"
      />
      <Found q={q} />
    </>
  )
}

function Found({ q }: { q: string }) {
  const say = useWords()
  const people = usePeople(q)
  if (people.isPending) return <RowSkeletons />
  if (people.isError) return <ErrorState error={people.error} onRetry={() => void people.refetch()} />
  const items = people.data.pages.flatMap((page) => page.items)
  if (items.length === 0) {
    return (
      <EmptyState icon={<UserRoundSearch aria-hidden />} title={say('people.none')}>
        {say('people.noneText')}
      </EmptyState>
    )
  }
  return (
    <>
      <ul className="grid">
        {items.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
      <LoadMore of={people} />
    </>
  )
}
