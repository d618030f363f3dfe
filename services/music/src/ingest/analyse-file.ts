import type { Source } from '@bell/tags'
import { analyseSound, type SoundReport } from '../sound/analyse.ts'
import type { Damage, Format } from '../tracks/tracks.schema.ts'
import { endOfId3 } from './id3.ts'

/** How much of its length may be missing before a file counts as damaged: decoders trim, and lengths are rounded. */
const tolerance = 0.98
const toleranceMs = 200

/** Decodes a file whole: its waveform and loudness, and whether all of its length is there. */
export async function analyseFile(
  source: Source,
  { format, durationMs }: { format: Format; durationMs: number },
): Promise<SoundReport & { damage: Damage | null }> {
  const report = await analyseSound(source, format, await endOfId3(source))
  const lacks = report.state === 'done' && report.decodedMs < durationMs * tolerance - toleranceMs
  if (!lacks) return { ...report, damage: null }
  const damage = {
    code: 'parts_missing',
    playableSeconds: seconds(report.decodedMs),
    promisedSeconds: seconds(durationMs),
  }
  return { ...report, damage: damage as Damage }
}

function seconds(ms: number) {
  return Math.round(ms) / 1000
}
