import { TriangleAlert } from 'lucide-react'
import type { Track } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { useFormats } from '@bell/ui/i18n'
import { Retry } from './retry.tsx'
import { TrackWaveform } from './waveform.tsx'

/** What decoding found of a track's sound: its shape, or why there is none; and what is wrong with the file, if anything is. */
export function Sound({ track, mayRetry }: { track: Track; mayRetry: boolean }) {
  const say = useWords()
  return (
    <section aria-label={say('track.sound')} className="mt-6 grid gap-3">
      {track.analysis === 'done' ? (
        <TrackWaveform track={track} />
      ) : (
        <p className="text-muted flex flex-wrap items-center gap-x-4 gap-y-2">
          {say(`analysis.${track.analysis}`)}
          {track.analysis === 'failed' && mayRetry && <Retry track={track} />}
        </p>
      )}
      {track.damage && <Damage damage={track.damage} />}
    </section>
  )
}

function Damage({ damage }: { damage: NonNullable<Track['damage']> }) {
  const say = useWords()
  const { duration } = useFormats()
  const { code, playableSeconds, promisedSeconds } = damage
  const plays = duration(playableSeconds)
  return (
    <p className="bg-raised rounded-control flex items-start gap-3 px-4 py-3">
      <TriangleAlert aria-hidden size={18} className="text-accent mt-0.5 flex-none" />
      {code === 'ends_early' && promisedSeconds !== null
        ? say('damage.endsEarlyOf', { plays, promised: duration(promisedSeconds) })
        : say(code === 'ends_early' ? 'damage.endsEarly' : 'damage.partsMissing', { plays })}
    </p>
  )
}
