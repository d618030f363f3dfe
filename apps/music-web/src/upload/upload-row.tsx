import { Checkbox, Cover, Skeleton, TextField } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useRow } from '@bell/ui/upload'
import { memo } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { ArtistField } from './artist-field.tsx'
import { RowActions } from './row-actions.tsx'
import { RowDetails } from './row-details.tsx'
import { RowState } from './row-state.tsx'
import type { UploadRow as Row } from './rows.ts'
import { isEditable } from './selection.ts'

export const uploadColumns =
  '@3xl:grid-cols-[1.25rem_2.75rem_minmax(0,1.5fr)_minmax(0,1.1fr)_minmax(0,1.1fr)_3rem_minmax(8.5rem,1fr)_6.75rem] gap-x-3'

/** A file: what it will be called, and how far it is. Narrow, its parts stand below each other. */
export const UploadRow = memo(function UploadRow({ id, index }: { id: string; index: number }) {
  const row = useRow(useMusic().uploads.rows, id)
  return row ? <Drawn row={row} index={index} /> : null
})

function Drawn({ row, index }: { row: Row; index: number }) {
  const say = useWords()
  const { duration } = useFormats()
  const { uploads } = useMusic()
  const file = row.file.name
  const reading = row.state === 'reading'
  // Of a file that is refused only its name is sure.
  const fields = !reading && row.state !== 'refused'
  const disabled = !isEditable(row)

  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-label={row.fields.title || file}
      className={`border-line grid grid-cols-[1.25rem_2.75rem_minmax(0,1fr)_3rem] items-center gap-y-2 border-b py-3 @3xl:min-h-15.5 @3xl:py-2 ${uploadColumns}`}
    >
      <div role="cell">
        <Checkbox
          label={say('upload.select', { file })}
          checked={row.selected}
          onCheckedChange={(on, range) => uploads.select(row.id, on, range)}
          className="-ml-1.5"
        />
      </div>
      <div role="cell">{reading ? <Skeleton className="size-11" /> : <RowCover row={row} />}</div>
      <div role="cell" className="min-w-0">
        {fields ? (
          <TextField
            label={say('upload.titleOf', { file })}
            hideLabel
            value={row.fields.title}
            disabled={disabled}
            maxLength={300}
            dir="auto"
            onChange={(event) => uploads.edit(row.id, { title: event.target.value })}
          />
        ) : (
          <bdi className="block truncate" title={file}>
            {file}
          </bdi>
        )}
      </div>
      <div role="cell" className={`col-span-full min-w-0 @3xl:col-span-1 ${fields ? '' : 'hidden @3xl:block'}`}>
        {fields && (
          <ArtistField
            label={say('upload.artistOf', { file })}
            hideLabel
            value={row.fields.artist}
            disabled={disabled}
            onValueChange={({ id, name, isNew }) => {
              uploads.edit(row.id, { artist: { id, name } })
              // Once chosen, or said to be new, there is nothing left to check.
              if (id !== null || isNew) uploads.artistChecked(row.id)
            }}
          />
        )}
        {reading && <Skeleton className="h-10 w-full" />}
      </div>
      <div role="cell" className={`col-span-full min-w-0 @3xl:col-span-1 ${fields ? '' : 'hidden @3xl:block'}`}>
        {fields && (
          <TextField
            label={say('upload.albumOf', { file })}
            hideLabel
            placeholder={say('upload.album')}
            value={row.fields.album}
            disabled={disabled}
            maxLength={300}
            dir="auto"
            onChange={(event) => uploads.edit(row.id, { album: event.target.value })}
          />
        )}
        {reading && <Skeleton className="h-10 w-full" />}
      </div>
      <div
        role="cell"
        className="text-muted col-start-4 row-start-1 justify-self-end text-sm tabular-nums @3xl:col-auto @3xl:row-auto @3xl:justify-self-start"
      >
        {duration(row.track?.durationSeconds ?? row.durationSeconds)}
      </div>
      <div role="presentation" className="col-span-full flex items-center justify-between gap-3 @3xl:contents">
        <div role="cell" className="min-w-0 flex-1">
          <RowState row={row} />
        </div>
        <div role="cell" className="flex justify-end">
          <RowActions row={row} />
        </div>
      </div>
      {row.open && !disabled && (
        <div role="cell" className="col-span-full pt-1 pb-2 @3xl:pl-22">
          <RowDetails row={row} />
        </div>
      )}
    </div>
  )
}

function RowCover({ row }: { row: Row }) {
  if (row.coverUrl) {
    return (
      <img
        src={row.coverUrl}
        alt=""
        width={44}
        height={44}
        className="rounded-control bg-raised size-11 object-cover"
      />
    )
  }
  return <Cover id={row.file.name} src={row.track?.coverUrl} size={44} />
}
