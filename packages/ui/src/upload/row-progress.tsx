import { Chip } from '../layout/chip.tsx'
import { Progress } from '../feedback/progress.tsx'
import { useFormats } from '../i18n/index.ts'
import { useKitWords } from '../i18n/kit-words.ts'
import { useSession } from '../session/use-session.ts'
import { useStalledText } from './use-stalled-text.ts'
import type { FileRow } from './rows.ts'

/** How far a file is on its way to the server; nothing before and after that. */
export function RowProgress({ row }: { row: FileRow }) {
  const say = useKitWords()
  const { percent, bytes } = useFormats()
  const { readOnly } = useSession()
  const stalled = useStalledText()
  const { state, file, sent, speed } = row
  if (state === 'saving' && readOnly) return <Chip>{stalled}</Chip>
  if (state === 'waiting' || state === 'saving') return <Chip tone="muted">{say(`upload.${state}`)}</Chip>
  if (state !== 'sending' && state !== 'stalled' && state !== 'elsewhere' && state !== 'paused') return null
  const share = file.size > 0 ? sent / file.size : 0
  return (
    <div className="min-w-0">
      <p className="text-muted mb-1 text-xs tabular-nums">
        {state === 'paused' && say('upload.paused', { percent: percent(share) })}
        {state === 'stalled' && <span className="text-accent">{stalled}</span>}
        {state === 'elsewhere' && say('upload.elsewhere')}
        {state === 'sending' && say('upload.sending', { percent: percent(share), speed: bytes(speed) })}
      </p>
      <Progress label={say('upload.sendingSaid', { file: file.name, percent: percent(share) })} value={share} />
    </div>
  )
}
