import { Button, Combobox, Select, Switch, TextField } from '@bell/ui'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { usePersonDetails } from '../people/use-people.ts'
import { useOwn } from '../shell/own.ts'
import { kinds } from './audit-search.ts'
import type { AuditSearch } from './use-audit.ts'

interface Props {
  search: AuditSearch
  onChange: (change: AuditSearch) => void
}

export function AuditFilters({ search, onChange }: Props) {
  const say = useWords()
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <div className="border-line grid grid-cols-2 gap-x-4 gap-y-3 border-b pb-4 md:grid-cols-[1.3fr_1.3fr_1fr_1fr]">
      <PersonFilter key={search.person ?? ''} {...{ search, onChange }} />
      <Select
        className="max-sm:col-span-full"
        label={say('audit.kind')}
        value={search.kind ?? 'all'}
        onValueChange={(kind) => onChange({ kind: kind === 'all' ? undefined : kind })}
        items={(['all', ...kinds] as const).map((kind) => ({ value: kind, label: say(`audit.kinds.${kind}`) }))}
      />
      <TextField
        type="date"
        label={say('audit.since')}
        value={search.since ?? ''}
        max={search.until}
        onChange={({ target }) => onChange({ since: target.value || undefined })}
      />
      <TextField
        type="date"
        label={say('audit.until')}
        value={search.until ?? ''}
        min={search.since}
        onChange={({ target }) => onChange({ until: target.value || undefined })}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-6 col-span-full">
        <Switch
          label={say('audit.rotations')}
          hint={say('audit.rotationsHint')}
          checked={search.rotations ?? false}
          onCheckedChange={(rotations) => onChange({ rotations: rotations || undefined })}
        />
        {isFiltered && (
          <Button
            variant="plain"
            size="sm"
            onClick={() =>
              onChange({ person: undefined, kind: undefined, since: undefined, until: undefined, rotations: undefined })
            }
          >
            {say('audit.clear')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** Knows the person of the address by id, and finds others by name. */
function PersonFilter({ search: { person }, onChange }: Props) {
  const say = useWords()
  const { api } = useOwn()
  const [typed, setTyped] = useState<string>()
  const known = usePersonDetails(person)
  const name = known.isError ? say('audit.gone') : (known.data?.name ?? '')
  return (
    <Combobox
      className="max-sm:col-span-full"
      label={say('audit.person')}
      placeholder={say('audit.personHint')}
      allowNew={false}
      value={{ id: person ?? null, name: typed ?? name }}
      onValueChange={({ id, name: entered }) => {
        setTyped(entered)
        if (id !== null) onChange({ person: id })
        else if (entered === '' && person !== undefined) onChange({ person: undefined })
      }}
      search={async (q, signal) => {
        const { items } = (await api.GET('/api/people', { params: { query: { q, limit: 8 } }, signal })).data!
        return items.map((one) => ({ id: one.id, name: one.name, detail: one.email }))
      }}
    />
  )
}
