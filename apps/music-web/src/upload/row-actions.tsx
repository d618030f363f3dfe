import { Button, IconButton } from '@bell/ui'
import { Pause, Play, RotateCw, X } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { usePlayTracks } from '../tracks/use-play-tracks.ts'
import type { UploadRow } from './uploads.ts'

/** What one can do with a file in its present state. */
export function RowActions({ row }: { row: UploadRow }) {
  const say = useWords()
  const { uploads } = useMusic()
  const playTracks = usePlayTracks()
  const file = row.file.name
  const small = '!size-9 pointer-coarse:!size-11 [&_svg]:!size-4'
  const resumable = row.state === 'paused' || (row.state === 'failed' && !row.track)
  const removable = row.state !== 'saving' && row.state !== 'processing'
  return (
    <span className="ml-auto flex flex-none items-center">
      {row.state === 'ready' && row.track && (
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
      {row.state === 'sending' && (
        <IconButton
          label={say('upload.pause', { file })}
          icon={<Pause />}
          className={small}
          onClick={() => uploads.pause(row.id)}
        />
      )}
      {resumable && (
        <IconButton
          label={say(row.state === 'paused' ? 'upload.resume' : 'upload.retry', { file })}
          icon={row.state === 'paused' ? <Play /> : <RotateCw />}
          className={small}
          onClick={() => uploads.resume(row.id)}
        />
      )}
      {removable && (
        <IconButton
          label={say(row.state === 'sending' ? 'upload.cancel' : 'upload.remove', { file })}
          icon={<X />}
          className={small}
          onClick={() => uploads.remove(row.id)}
        />
      )}
    </span>
  )
}
