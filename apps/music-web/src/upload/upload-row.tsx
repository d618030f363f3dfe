import { Combobox, Cover, Skeleton, TextField } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { memo } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { RowActions } from './row-actions.tsx'
import { RowState } from './row-state.tsx'
import type { UploadRow as Row } from './uploads.ts'

export const uploadColumns =
  '@3xl:grid-cols-[2.75rem_minmax(0,1.5fr)_minmax(0,1.1fr)_minmax(0,1.1fr)_3.5rem_13rem] gap-x-3.5'

/** A file: what it will be called, and how far it is. Narrow, its parts stand below each other. */
export const UploadRow = memo(function UploadRow({ row }: { row: Row }) {
  const say = useWords()
  const { duration } = useFormats()
  const { uploads, api } = useMusic()
  const file = row.file.name
  const fixed = row.state !== 'chosen' && row.state !== 'waiting' && row.state !== 'sending' && row.state !== 'paused'
  const reading = row.state === 'reading'
  const editable = row.state !== 'refused' && !reading

  return (
    <div
      role="row"
      aria-label={row.title || file}
      className={`border-line grid grid-cols-[2.75rem_minmax(0,1fr)_auto] items-center gap-y-2 border-b py-3 @3xl:min-h-15.5 @3xl:py-2 ${uploadColumns}`}
    >
      <div role="cell">{reading ? <Skeleton className="size-11" /> : <RowCover row={row} />}</div>
      <div role="cell" className="min-w-0">
        {editable ? (
          <TextField
            label={say('upload.titleOf', { file })}
            hideLabel
            value={row.title}
            disabled={fixed}
            maxLength={300}
            onChange={(event) => uploads.edit(row.id, { title: event.target.value })}
          />
        ) : (
          <span className="block truncate">{file}</span>
        )}
      </div>
      <div role="cell" className={`col-span-full min-w-0 @3xl:col-span-1 ${editable ? '' : 'hidden @3xl:block'}`}>
        {editable && (
          <Combobox
            label={say('upload.artistOf', { file })}
            hideLabel
            placeholder={say('upload.artist')}
            value={row.artist}
            disabled={fixed}
            onValueChange={({ id, name, isNew }) =>
              // Once chosen, or said to be new, there is nothing left to check.
              uploads.edit(row.id, { artist: { id, name }, ...(id !== null || isNew ? { checkArtist: false } : {}) })
            }
            search={async (query, signal) =>
              (await api.searchArtists(query, signal)).items.map((artist) => ({
                id: artist.id,
                name: artist.name,
                imageUrl: artist.photoUrl,
                detail: say('artists.tracks', { count: artist.trackCount }),
              }))
            }
          />
        )}
        {reading && <Skeleton className="h-10 w-full" />}
      </div>
      <div role="cell" className={`col-span-full min-w-0 @3xl:col-span-1 ${editable ? '' : 'hidden @3xl:block'}`}>
        {editable && (
          <TextField
            label={say('upload.albumOf', { file })}
            hideLabel
            placeholder={say('upload.album')}
            value={row.album}
            disabled={fixed}
            maxLength={300}
            onChange={(event) => uploads.edit(row.id, { album: event.target.value })}
          />
        )}
        {reading && <Skeleton className="h-10 w-full" />}
      </div>
      <div
        role="cell"
        className="text-muted col-start-3 row-start-1 justify-self-end text-sm @3xl:col-auto @3xl:row-auto @3xl:justify-self-start"
      >
        {duration(row.track?.durationSeconds ?? row.durationSeconds)}
      </div>
      <div role="cell" className="col-span-full flex min-w-0 items-center gap-2 @3xl:col-span-1">
        <RowState row={row} />
        <RowActions row={row} />
      </div>
    </div>
  )
})

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
  return <Cover id={row.track?.album?.id ?? row.track?.id ?? row.file.name} src={row.track?.coverUrl} size={44} />
}
