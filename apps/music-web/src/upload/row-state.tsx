import { Chip } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { RowProgress, type Reason } from '@bell/ui/upload'
import { CircleAlert } from 'lucide-react'
import type { Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { isKnownReason } from './reasons.ts'
import type { UploadRow } from './rows.ts'

/** Where a file is on its way, in a word, a bar or a reason. */
export function RowState({ row }: { row: UploadRow }) {
  const say = useWords()
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
    case 'sending':
    case 'stalled':
    case 'elsewhere':
    case 'paused':
    case 'saving':
      return <RowProgress row={row} />
    case 'processing':
      return <Chip tone="muted">{say('upload.processing')}</Chip>
    case 'ready':
      return (
        <>
          <Chip tone="good">{say('upload.ready')}</Chip>
          {row.track?.damage && <Damaged damage={row.track.damage} />}
        </>
      )
    case 'refused':
    case 'failed':
      return <Problem reason={row.reason ?? { code: 'unknown' }} />
  }
}

/** It plays, but not all of what it promised. */
function Damaged({ damage }: { damage: NonNullable<Track['damage']> }) {
  const say = useWords()
  const { duration } = useFormats()
  const { code, playableSeconds, promisedSeconds } = damage
  const playable = duration(playableSeconds)
  return (
    <p className="text-accent mt-0.5 text-xs">
      {code === 'parts_missing' && say('upload.damage.parts')}
      {code === 'ends_early' &&
        (promisedSeconds === null
          ? say('upload.damage.cutSomewhere', { playable })
          : say('upload.damage.cut', { playable, promised: duration(promisedSeconds) }))}
    </p>
  )
}

function Problem({ reason }: { reason: Reason }) {
  const say = useWords()
  const text = isKnownReason(reason.code)
    ? say(`upload.reasons.${reason.code}`, { title: reason.title ?? '' })
    : (reason.detail ?? say('upload.reasons.unknown'))
  return (
    <p className="text-danger flex min-w-0 items-start gap-1.5 text-sm" title={reason.detail}>
      <CircleAlert aria-hidden size={16} className="mt-0.5 flex-none" />
      <span className="min-w-0 break-words">{text}</span>
    </p>
  )
}
