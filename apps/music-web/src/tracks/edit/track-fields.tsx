import { Button, Select, Switch, TextField } from '@bell/ui'
import type { ReactNode } from 'react'
import type { Track } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { CreditsEditor } from './credits-editor.tsx'
import { commonOf, various, withField, type Draft, type Fault, type Field } from './draft.ts'

interface TrackFieldsProps {
  tracks: readonly Track[]
  draft: Draft
  onChange: (draft: Draft) => void
  faults: readonly Fault[]
}

type TextName = 'title' | 'album' | 'albumArtist' | 'genre' | 'trackNumber' | 'discNumber' | 'year'

/** Every field of one track or of many; where many differ, the field says so and stays as it is until it is changed. */
export function TrackFields({ tracks, draft, onChange, faults }: TrackFieldsProps) {
  const say = useWords()
  const one = tracks.length === 1

  function errorOf(field: Field) {
    const fault = faults.find((each) => each.field === field)
    if (!fault) return undefined
    if (fault.kind === 'needed') return say(field === 'title' ? 'edit.titleNeeded' : 'edit.artistNeeded')
    return say('edit.numberWrong', { from: fault.from, to: fault.to })
  }

  function text(field: TextName, label: string, more: { numeric?: boolean; placeholder?: string; hint?: string } = {}) {
    const common = commonOf(tracks, field)
    const changed = draft[field]
    const shown = changed === undefined ? (common === various ? null : common) : changed
    const cleared = changed === null && common === various
    const differ = cleared ? say('edit.cleared') : common === various ? say('edit.various') : more.placeholder
    return (
      <TextField
        label={label}
        hint={more.hint}
        error={errorOf(field)}
        value={shown === null ? '' : String(shown)}
        placeholder={differ}
        inputMode={more.numeric ? 'numeric' : 'text'}
        maxLength={more.numeric ? 4 : 300}
        autoComplete="off"
        onChange={(event) => {
          const typed = event.target.value
          const value = typed === '' && field !== 'title' ? null : typed
          onChange(withField(draft, tracks, field, more.numeric && value ? numberOr(value) : value))
        }}
      />
    )
  }

  const credits = draft.artists ?? commonOf(tracks, 'artists')
  const visibility = draft.visibility ?? commonOf(tracks, 'visibility')
  const downloadable = draft.downloadable ?? commonOf(tracks, 'downloadable')
  return (
    <div className="grid gap-5 py-2">
      {one && text('title', say('track.title'))}
      {credits === various ? (
        <Various label={say('edit.artists')}>
          <Button
            variant="quiet"
            size="sm"
            onClick={() => onChange({ ...draft, artists: [{ id: null, name: '', role: 'main' }] })}
          >
            {say('edit.replaceArtists')}
          </Button>
        </Various>
      ) : (
        <CreditsEditor
          credits={credits}
          onChange={(artists) => onChange(withField(draft, tracks, 'artists', artists))}
          error={errorOf('artists')}
        />
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        {text('album', say('track.album'))}
        {text('albumArtist', say('edit.albumArtist'), { placeholder: say('edit.albumArtistSame') })}
      </div>
      <div className="grid grid-cols-2 gap-5 sm:grid-cols-4">
        {text('trackNumber', say('edit.trackNumber'), { numeric: true })}
        {text('discNumber', say('edit.discNumber'), { numeric: true })}
        {text('year', say('track.year'), { numeric: true })}
        {text('genre', say('track.genre'))}
      </div>
      <Select
        label={say('edit.visibility')}
        hint={visibility === various ? undefined : say(`visibilityHint.${visibility}`)}
        value={visibility === various ? 'various' : visibility}
        onValueChange={(next) => next !== 'various' && onChange(withField(draft, tracks, 'visibility', next))}
        items={[
          ...(visibility === various ? [{ value: 'various' as const, label: say('edit.various') }] : []),
          ...(['draft', 'members', 'public'] as const).map((value) => ({ value, label: say(`visibility.${value}`) })),
        ]}
        className="max-w-xs"
      />
      <Switch
        label={say('edit.downloadable')}
        hint={downloadable === various ? say('edit.various') : say('edit.downloadableHint')}
        checked={downloadable === true}
        onCheckedChange={(next) => onChange(withField(draft, tracks, 'downloadable', next))}
      />
    </div>
  )
}

function Various({ label, children }: { label: string; children: ReactNode }) {
  const say = useWords()
  return (
    <div>
      <p className="mb-1.5 text-sm font-semibold">{label}</p>
      <div className="flex flex-wrap items-center gap-3">
        <span className="text-muted">{say('edit.various')}</span>
        {children}
      </div>
    </div>
  )
}

/** A whole number as a number, so that the one that was there is known again; anything else as it was typed. */
function numberOr(typed: string): number | string {
  return /^[1-9]\d*$/.test(typed) ? Number(typed) : typed
}
