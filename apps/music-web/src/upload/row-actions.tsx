import { Button, IconButton, toast } from '@bell/ui'
import { PauseOrResume, RemoveFile, rowButtonClass } from '@bell/ui/upload'
import { useNavigate } from '@tanstack/react-router'
import { ChevronDown, Play, Undo2 } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { usePlayTracks } from '../tracks/use-play-tracks.ts'
import type { UploadRow } from './rows.ts'
import { isEditable } from './selection.ts'

/** What one can do with a file in its present state. */
export function RowActions({ row }: { row: UploadRow }) {
  const say = useWords()
  const { uploads } = useMusic()
  const playTracks = usePlayTracks()
  const file = row.file.name
  const { state } = row
  // A track whose file is no music stays none: only an error of ours can be tried again.
  const retriable = state === 'failed' && (!row.track || row.reason?.code === 'ingest_failed')
  return (
    <span className="flex flex-none items-center justify-end">
      {state === 'refused' && <Existing row={row} />}
      {state === 'ready' && row.track && (
        <Button
          variant="quiet"
          size="sm"
          icon={<Play className="!size-3.5 fill-current" />}
          onClick={() => playTracks([row.track!], 0)}
          aria-label={say('track.play', { title: row.track.title })}
        >
          {say('upload.play')}
        </Button>
      )}
      <PauseOrResume row={row} uploads={uploads} retriable={retriable} />
      {isEditable(row) && (
        <IconButton
          label={say('upload.detailsOf', { file })}
          icon={<ChevronDown className={row.open ? 'rotate-180 transition-transform' : 'transition-transform'} />}
          className={rowButtonClass}
          aria-expanded={row.open}
          onClick={() => uploads.toggle(row.id)}
        />
      )}
      <RemoveFile row={row} uploads={uploads} />
    </span>
  )
}

/** The way to the track that has the same bytes: to see it, or to bring it back. */
function Existing({ row }: { row: UploadRow }) {
  const say = useWords()
  const { uploads, api } = useMusic()
  const navigate = useNavigate()
  const { code, trackId } = row.reason ?? { code: '' }
  if (!trackId) return null
  const open = () => void navigate({ to: '/tracks/$trackId', params: { trackId } })
  if (code !== 'track_deleted') {
    return (
      <Button variant="quiet" size="sm" onClick={open}>
        {say('upload.openExisting')}
      </Button>
    )
  }
  const restore = async () => {
    try {
      await api.restoreTrack(trackId)
      uploads.remove([row.id])
      toast(say('upload.restored', { title: row.reason?.title ?? '' }), {
        tone: 'success',
        action: { label: say('upload.openExisting'), onSelect: open },
      })
    } catch {
      toast(say('upload.restoreFailed'), { tone: 'error' })
    }
  }
  return (
    <Button variant="quiet" size="sm" icon={<Undo2 className="!size-4" />} onClick={() => void restore()}>
      {say('upload.restore')}
    </Button>
  )
}
