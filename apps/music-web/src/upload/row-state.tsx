import { Chip, Progress } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { CircleAlert } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import { knownReasons } from './reasons.ts'
import type { Reason, UploadRow } from './uploads.ts'

/** Where a file is on its way, in a word, a bar or a reason. */
export function RowState({ row }: { row: UploadRow }) {
  const say = useWords()
  const { percent, bytes } = useFormats()
  const share = row.file.size > 0 ? row.sent / row.file.size : 0
  switch (row.state) {
    case 'reading':
      return <Chip tone="muted">{say('upload.reading')}</Chip>
    case 'chosen':
      return row.checkArtist ? (
        <Chip>{say('upload.checkArtist')}</Chip>
      ) : (
        <Chip tone="muted">{say('upload.chosen')}</Chip>
      )
    case 'waiting':
      return <Chip tone="muted">{say('upload.waiting')}</Chip>
    case 'sending':
    case 'paused':
      return (
        <div className="min-w-0 flex-1">
          <p className="text-muted mb-1 truncate text-xs">
            {row.state === 'paused'
              ? say('upload.paused', { percent: percent(share) })
              : say('upload.sending', { percent: percent(share), speed: bytes(row.speed) })}
          </p>
          <Progress label={say('upload.sendingSaid', { file: row.file.name, percent: percent(share) })} value={share} />
        </div>
      )
    case 'saving':
      return <Chip tone="muted">{say('upload.saving')}</Chip>
    case 'processing':
      return <Chip tone="muted">{say('upload.processing')}</Chip>
    case 'ready':
      return <Chip tone="good">{say('upload.ready')}</Chip>
    case 'refused':
    case 'failed':
      return <Problem reason={row.reason ?? { code: 'unknown' }} />
  }
}

function Problem({ reason }: { reason: Reason }) {
  const say = useWords()
  const known = knownReasons.find((code) => code === reason.code)
  const text = known ? say(`upload.reasons.${known}`) : (reason.detail ?? say('upload.reasons.unknown'))
  return (
    <p className="text-danger flex min-w-0 items-start gap-1.5 text-sm" title={reason.detail}>
      <CircleAlert aria-hidden size={16} className="mt-0.5 flex-none" />
      {text}
    </p>
  )
}
