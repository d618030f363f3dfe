import { Pause, Play, RotateCw, X } from 'lucide-react'
import { IconButton } from '../controls/icon-button.tsx'
import { useKitWords } from '../i18n/kit-words.ts'
import type { FileRow } from './rows.ts'

/** As small as a button beside a file's name may be. */
export const rowButtonClass = '!size-9 pointer-coarse:!size-11 [&_svg]:!size-4'

interface RowButtonProps {
  row: FileRow
  uploads: { pause(id: string): void; resume(id: string): void; remove(ids: readonly string[]): void }
}

/** Pauses the sending of a file, goes on with it, or tries again what failed. */
export function PauseOrResume({ row, uploads, retriable }: RowButtonProps & { retriable: boolean }) {
  const say = useKitWords()
  const { id, state } = row
  const file = row.file.name
  if (state === 'sending' || state === 'stalled') {
    return (
      <IconButton
        label={say('upload.pause', { file })}
        icon={<Pause />}
        className={rowButtonClass}
        onClick={() => uploads.pause(id)}
      />
    )
  }
  if (state !== 'paused' && !retriable) return null
  return (
    <IconButton
      label={say(state === 'paused' ? 'upload.resume' : 'upload.retry', { file })}
      icon={state === 'paused' ? <Play /> : <RotateCw />}
      className={rowButtonClass}
      onClick={() => uploads.resume(id)}
    />
  )
}

/** Takes a file out; what is being made of it cannot be stopped. */
export function RemoveFile({ row, uploads }: RowButtonProps) {
  const say = useKitWords()
  const { state } = row
  if (state === 'saving' || state === 'processing') return null
  return (
    <IconButton
      label={say(state === 'sending' || state === 'stalled' ? 'upload.cancel' : 'upload.remove', {
        file: row.file.name,
      })}
      icon={<X />}
      className={rowButtonClass}
      onClick={() => uploads.remove([row.id])}
    />
  )
}
