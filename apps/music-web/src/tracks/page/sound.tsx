import type { Track } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'

/** What decoding found of a track's sound: its shape, or why there is none. */
export function Sound({ track }: { track: Track }) {
  const say = useWords()
  if (track.analysis === 'done') return null
  return <p className="text-muted mt-6 text-sm">{say(`analysis.${track.analysis}`)}</p>
}
