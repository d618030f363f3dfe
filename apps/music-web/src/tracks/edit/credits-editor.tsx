import { Button, Combobox, IconButton, Select } from '@bell/ui'
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { Credit } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { useMusic } from '../../music-context.ts'

const roles = ['main', 'featured', 'composer', 'lyricist', 'producer', 'remixer', 'performer'] as const

interface CreditsEditorProps {
  credits: readonly Credit[]
  onChange: (credits: Credit[]) => void
  error?: string
}

/** Who is credited, for what, in which order: registered artists by suggestion, anyone else by name. */
export function CreditsEditor({ credits, onChange, error }: CreditsEditorProps) {
  const say = useWords()
  const { api } = useMusic()
  // Rows keep their identity while they move; names may repeat.
  const [keys, setKeys] = useState(() => credits.map((_, index) => index))
  const rowKeys = credits.map((_, index) => keys[index] ?? index)
  const nextKey = Math.max(-1, ...keys) + 1

  function update(next: Credit[], nextKeys: number[]) {
    setKeys(nextKeys)
    onChange(next)
  }

  function move(index: number, step: 1 | -1) {
    update(swapped(credits, index, step), swapped(rowKeys, index, step))
  }

  const find = async (query: string, signal: AbortSignal) => {
    const { items } = await api.searchArtists(query, signal)
    return items.map(({ id, name, photoUrl, trackCount }) => ({
      id,
      name,
      imageUrl: photoUrl,
      detail: say('artists.tracks', { count: trackCount }),
    }))
  }

  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-semibold">{say('edit.artists')}</legend>
      {credits.map((credit, index) => (
        <div key={rowKeys[index]} className="flex flex-wrap items-center gap-2">
          <Combobox
            label={say('edit.artistNumber', { number: index + 1 })}
            hideLabel
            value={{ id: credit.id, name: credit.name }}
            onValueChange={({ id, name }) => update(credits.with(index, { ...credit, id, name }) as Credit[], rowKeys)}
            search={find}
            className="min-w-36 flex-1 basis-36"
          />
          <Select
            label={say('edit.roleOf', { number: index + 1 })}
            hideLabel
            value={credit.role}
            onValueChange={(role) => update(credits.with(index, { ...credit, role }) as Credit[], rowKeys)}
            items={roles.map((role) => ({ value: role, label: say(`roles.${role}`) }))}
            className="min-w-32"
          />
          <div className="flex">
            <IconButton
              label={say('edit.moveUp', { number: index + 1 })}
              icon={<ArrowUp />}
              disabled={index === 0}
              onClick={() => move(index, -1)}
            />
            <IconButton
              label={say('edit.moveDown', { number: index + 1 })}
              icon={<ArrowDown />}
              disabled={index === credits.length - 1}
              onClick={() => move(index, 1)}
            />
            <IconButton
              label={say('edit.removeArtist', { number: index + 1 })}
              icon={<X />}
              onClick={() => update(credits.toSpliced(index, 1), rowKeys.toSpliced(index, 1))}
            />
          </div>
        </div>
      ))}
      {error && (
        <p role="alert" className="text-danger text-xs">
          {error}
        </p>
      )}
      <Button
        variant="quiet"
        size="sm"
        icon={<Plus />}
        className="justify-self-start"
        onClick={() => update([...credits, { id: null, name: '', role: 'main' }], [...rowKeys, nextKey])}
      >
        {say('edit.addArtist')}
      </Button>
    </fieldset>
  )
}

function swapped<T>(list: readonly T[], index: number, step: 1 | -1): T[] {
  return list.with(index, list[index + step]!).with(index + step, list[index]!)
}
