import { toast } from '@bell/ui'
import type { Track } from '../api/shapes.ts'
import { say } from '../i18n/words.ts'
import type { SkipReason } from './player-state.ts'

const words = { gone: 'player.skippedGone', undecodable: 'player.skippedUndecodable' } as const

/** Says which track was passed over, and why. */
export function skipped({ id, title, format }: Track, reason: SkipReason) {
  const codec = format?.codec ?? ''
  toast(say(words[reason], { title, codec }), { tone: 'error', id: `skipped-${id}` })
}
