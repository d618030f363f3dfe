import { toast } from '@bell/ui'
import { say } from '../i18n/words.ts'

/** What an edit that did not reach the server leaves behind: the queue as it was, and a word about it. */
export function queueFailed() {
  toast(say('player.queueFailed'), { tone: 'error', id: 'queue-failed' })
}
