import { Button, IconButton, Select, TextField } from '@bell/ui'
import { useLanguage } from '@bell/ui/i18n'
import { Plus, X } from 'lucide-react'
import type { OtherName } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'

const offered = ['ko', 'ja', 'en', 'zh-Hans', 'zh-Hant', 'es', 'fr', 'de']
const mostNames = 20

interface OtherNamesEditorProps {
  names: OtherName[]
  onChange: (names: OtherName[]) => void
}

/** The name in other scripts, by which people find the artist too. */
export function OtherNamesEditor({ names, onChange }: OtherNamesEditorProps) {
  const say = useWords()
  const language = useLanguage()
  const naming = new Intl.DisplayNames(language, { type: 'language' })
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-semibold">{say('artist.otherNames')}</legend>
      {names.map((other, index) => {
        const languages = [...new Set([...offered, other.language])]
        const place = index + 1
        return (
          <div key={index} className="grid grid-cols-[minmax(96px,132px)_1fr_auto] items-start gap-2">
            <Select
              label={say('artist.otherLanguage', { place })}
              hideLabel
              value={other.language}
              onValueChange={(chosen) => onChange(names.with(index, { ...other, language: chosen }))}
              items={languages.map((value) => ({ value, label: naming.of(value) ?? value }))}
            />
            <TextField
              label={say('artist.otherName', { place })}
              hideLabel
              lang={other.language}
              maxLength={300}
              value={other.name}
              onChange={(event) => onChange(names.with(index, { ...other, name: event.target.value }))}
            />
            <IconButton
              label={say('artist.removeOtherName', { place })}
              icon={<X />}
              onClick={() => onChange(names.toSpliced(index, 1))}
            />
          </div>
        )
      })}
      {names.length < mostNames && (
        <Button
          variant="plain"
          size="sm"
          icon={<Plus className="!size-4" />}
          className="justify-self-start"
          onClick={() => onChange([...names, { language: nextLanguage(names), name: '' }])}
        >
          {say('artist.addOtherName')}
        </Button>
      )}
    </fieldset>
  )
}

function nextLanguage(names: OtherName[]) {
  return offered.find((language) => names.every((other) => other.language !== language)) ?? 'en'
}
