import { Pause, Play, RotateCw } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { Progress } from '../feedback/progress.tsx'
import { useFormats } from '../i18n/index.ts'
import { useKitWords } from '../i18n/kit-words.ts'
import { useStore, type Store } from '../store/index.ts'
import type { Totals } from './rows.ts'
import { useStalledText } from './use-stalled-text.ts'

/** The part of an app's uploads that is about all files together. */
interface AllUploads {
  rows: { totals: Store<Totals> }
  speed: Store<{ speed: number }>
  pauseAll: () => void
  resumeAll: () => void
  retryAll: () => void
}

/** How far all files together are, how long it will take, and what one can do with all of them. */
export function OverallProgress({ uploads, className = '' }: { uploads: AllUploads; className?: string }) {
  const say = useKitWords()
  const { bytes, percent, spokenDuration } = useFormats()
  const stalled = useStalledText()
  const { counts, readToSend, bytes: all, sent } = useStore(uploads.rows.totals, (totals) => totals)
  const speed = useStore(uploads.speed, (state) => state.speed)
  const active = readToSend + counts.waiting + counts.sending + counts.stalled + counts.elsewhere
  const open = active + counts.paused + counts.saving + counts.processing
  const done = counts.ready
  if (open + counts.failed === 0 || all + counts.failed === 0) return null
  const share = all > 0 ? sent / all : 0
  const seconds = speed > 0 ? (all - sent) / speed : undefined

  return (
    <div className={`flex flex-wrap items-center gap-x-4 gap-y-2 ${className}`}>
      {open + done > 0 && (
        <div className="min-w-0 flex-1 basis-60">
          <p className="text-muted mb-1.5 flex flex-wrap gap-x-3 text-sm tabular-nums">
            <span>{say('upload.doneOf', { done, count: open + done })}</span>
            {active > 0 && (
              <span>
                {percent(share)}
                {counts.sending > 0 && ` · ${say('upload.speed', { speed: bytes(speed) })}`}
              </span>
            )}
            {counts.stalled > 0 && counts.sending === 0 ? (
              <span className="text-accent">{stalled}</span>
            ) : (
              active > 0 &&
              seconds !== undefined && <span>{say('upload.left', { time: spokenDuration(roughly(seconds)) })}</span>
            )}
          </p>
          <Progress label={say('upload.progress')} value={share} />
        </div>
      )}
      <div className="ml-auto flex flex-wrap gap-2">
        {active > 0 && (
          <Button variant="quiet" size="sm" icon={<Pause className="!size-4" />} onClick={uploads.pauseAll}>
            {say('upload.pauseAll')}
          </Button>
        )}
        {counts.paused > 0 && (
          <Button variant="quiet" size="sm" icon={<Play className="!size-4" />} onClick={uploads.resumeAll}>
            {say('upload.resumeAll')}
          </Button>
        )}
        {counts.failed > 0 && (
          <Button variant="quiet" size="sm" icon={<RotateCw className="!size-4" />} onClick={uploads.retryAll}>
            {say('upload.retryAll', { count: counts.failed })}
          </Button>
        )}
      </div>
    </div>
  )
}

/** Seconds up to the next five, minutes above one: nobody knows it better. */
function roughly(seconds: number) {
  if (seconds > 60) return Math.ceil(seconds / 60) * 60
  return Math.max(5, Math.ceil(seconds / 5) * 5)
}
