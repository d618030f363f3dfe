import type { Sender } from './lines.ts'
import type { SenderDeps } from './send-file.ts'

/** Fetches what sends files when the first one is to be sent: it carries the protocol. */
export function lazySender(deps: SenderDeps): () => Promise<Sender> {
  return async () => (await import('./send-file.ts')).createTusSender(deps)
}
