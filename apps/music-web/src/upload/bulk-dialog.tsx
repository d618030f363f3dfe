import { Button, Dialog, Select, Switch, TextField } from '@bell/ui'
import { useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { ArtistField } from './artist-field.tsx'
import { NumberField } from './number-field.tsx'
import { visibilities } from './row-details.tsx'
import type { RowFields } from './rows.ts'
import { isEditable } from './selection.ts'

type Keep<T extends string> = T | 'keep'

/** Changes all chosen files alike: what is left empty stays as it is in each. */
export function BulkDialog({ onClose }: { onClose: () => void }) {
  const say = useWords()
  const { uploads } = useMusic()
  const [count] = useState(() => uploads.selected().filter((id) => isEditable(uploads.rows.get(id)!)).length)
  const [part, setPart] = useState<Partial<RowFields>>({})
  const [downloads, setDownloads] = useState<Keep<'yes' | 'no'>>('keep')
  const [numbered, setNumbered] = useState(false)
  const [first, setFirst] = useState<number | null>(1)
  const set = (more: Partial<RowFields>) => setPart((before) => ({ ...before, ...more }))
  const keep = { value: 'keep' as const, label: say('upload.keep') }

  function apply() {
    // A field that was filled and emptied again changes nothing.
    const given = Object.fromEntries(Object.entries(part).filter(([, value]) => !!value && !isUnnamed(value)))
    if (downloads !== 'keep') given['downloadable'] = downloads === 'yes'
    uploads.editSelected(given, numbered ? (first ?? 1) : null)
    onClose()
  }

  const text = (name: 'album' | 'albumArtist' | 'genre') => (
    <TextField
      label={say(`upload.${name}`)}
      placeholder={say('upload.keep')}
      value={part[name] ?? ''}
      maxLength={300}
      onChange={(event) => set({ [name]: event.target.value })}
    />
  )

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={say('upload.bulkTitle', { count })}
      description={say('upload.bulkText')}
      size="lg"
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('upload.bulkCancel')}
          </Button>
          <Button onClick={apply}>{say('upload.bulkApply')}</Button>
        </>
      }
    >
      <div className="grid gap-4 py-2 sm:grid-cols-2">
        <ArtistField
          label={say('upload.artist')}
          placeholder={say('upload.keep')}
          value={part.artist ?? { id: null, name: '' }}
          onValueChange={({ id, name }) => set({ artist: { id, name } })}
        />
        {text('album')}
        {text('albumArtist')}
        {text('genre')}
        <NumberField
          label={say('upload.year')}
          value={part.year ?? null}
          from={1000}
          to={2999}
          placeholder={say('upload.keep')}
          onValueChange={(year) => set({ year })}
        />
        <NumberField
          label={say('upload.discNumber')}
          value={part.discNumber ?? null}
          from={1}
          to={999}
          placeholder={say('upload.keep')}
          onValueChange={(discNumber) => set({ discNumber })}
        />
        <Select
          label={say('upload.visibility')}
          value={part.visibility ?? 'keep'}
          items={[keep, ...visibilities.map((value) => ({ value, label: say(`upload.visible.${value}`) }))]}
          onValueChange={(value) => set({ visibility: value === 'keep' ? undefined : value })}
        />
        <Select
          label={say('upload.downloadable')}
          value={downloads}
          items={[keep, { value: 'yes', label: say('upload.yes') }, { value: 'no', label: say('upload.no') }]}
          onValueChange={setDownloads}
        />
        <div className="grid gap-3 sm:col-span-2">
          <Switch
            label={say('upload.numberInOrder')}
            hint={say('upload.numberInOrderHint')}
            checked={numbered}
            onCheckedChange={setNumbered}
          />
          {numbered && (
            <NumberField label={say('upload.numberFrom')} value={first} from={1} to={9000} onValueChange={setFirst} />
          )}
        </div>
      </div>
    </Dialog>
  )
}

function isUnnamed(value: string | number | boolean | RowFields['artist']) {
  return typeof value === 'object' && value.name.trim() === ''
}
