import { CircleAlert } from 'lucide-react'
import type { Track } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { Retry } from './retry.tsx'

/** Why a file became no track. Only its uploader comes here. */
export function Failed({ track }: { track: Track }) {
  const say = useWords()
  const code = track.failure?.code
  return (
    <section role="alert" className="bg-danger/14 rounded-panel mt-6 flex flex-wrap items-start gap-x-4 gap-y-3 p-5">
      <CircleAlert aria-hidden className="text-danger mt-0.5 size-5 flex-none" />
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="text-base font-bold">{code ? say(`upload.reasons.${code}`) : say('upload.reasons.unknown')}</h2>
        {code && <p className="mt-1">{say(`failure.${code}`)}</p>}
      </div>
      {/* The one reason that is not the file's: what was sent is still there. */}
      {code === 'ingest_failed' && <Retry track={track} />}
    </section>
  )
}
