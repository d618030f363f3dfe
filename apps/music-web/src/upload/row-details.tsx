import { Select, Switch, TextField } from '@bell/ui'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { NumberField } from './number-field.tsx'
import type { RowFields, UploadRow } from './rows.ts'

export const visibilities = ['draft', 'members', 'public'] as const

/** What a file says beyond title, artist and album. */
export function RowDetails({ row }: { row: UploadRow }) {
  const say = useWords()
  const { uploads } = useMusic()
  const { fields } = row
  const edit = (part: Partial<RowFields>) => uploads.edit(row.id, part)
  return (
    <div
      role="group"
      aria-label={say('upload.detailsOf', { file: row.file.name })}
      className="grid grid-cols-2 gap-3 @3xl:grid-cols-[2fr_1fr_1fr_1fr_1.5fr]"
    >
      <TextField
        label={say('upload.albumArtist')}
        value={fields.albumArtist}
        maxLength={300}
        className="col-span-2 @3xl:col-span-1"
        onChange={(event) => edit({ albumArtist: event.target.value })}
      />
      <NumberField
        label={say('upload.trackNumber')}
        value={fields.trackNumber}
        from={1}
        to={9999}
        onValueChange={(trackNumber) => edit({ trackNumber })}
      />
      <NumberField
        label={say('upload.discNumber')}
        value={fields.discNumber}
        from={1}
        to={999}
        onValueChange={(discNumber) => edit({ discNumber })}
      />
      <NumberField
        label={say('upload.year')}
        value={fields.year}
        from={1000}
        to={2999}
        onValueChange={(year) => edit({ year })}
      />
      <TextField
        label={say('upload.genre')}
        value={fields.genre}
        maxLength={300}
        onChange={(event) => edit({ genre: event.target.value })}
      />
      <Select
        label={say('upload.visibility')}
        value={fields.visibility}
        items={visibilities.map((value) => ({ value, label: say(`upload.visible.${value}`) }))}
        onValueChange={(visibility) => edit({ visibility })}
        className="col-span-2 @3xl:col-span-1"
      />
      <div className="col-span-2 max-w-80 self-end">
        <Switch
          label={say('upload.downloadable')}
          checked={fields.downloadable}
          onCheckedChange={(downloadable) => edit({ downloadable })}
        />
      </div>
    </div>
  )
}
