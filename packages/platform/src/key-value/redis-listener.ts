import { setTimeout as wait } from 'node:timers/promises'
import type { Redis } from 'ioredis'

const heartbeatMs = 5000
const mostPauseMs = 2000
/** While nothing can be heard, whoever listens is told so about this often. */
const tellMissedMs = 30_000

/**
 * Hears what is published on channels, over one connection after the other for as long as it takes.
 * @param o.onMissed called when messages may have been missed: each time a lost connection is replaced, and twice a
 * minute while it is not
 */
export function createRedisListener(o: {
  connect: () => Redis
  onMessage: (channel: string, message: string) => void
  onMissed: () => void
}) {
  const channels = new Set<string>()
  const closing = new AbortController()
  let connection: Redis | undefined
  let wasLost = false
  let missedAt = 0
  let tried = () => {}
  const firstTry = new Promise<void>((resolve) => (tried = resolve))
  const running = run()

  async function run() {
    for (let failures = 0; !closing.signal.aborted; failures++) {
      const candidate = o.connect()
      // What went wrong is said by the rejection or by the end.
      candidate.on('error', () => undefined)
      candidate.on('message', o.onMessage)
      const ended = new Promise<void>((resolve) => candidate.once('end', resolve))
      try {
        await candidate.connect()
        connection = candidate
        if (channels.size > 0) await candidate.subscribe(...channels)
        tried()
        if (wasLost) o.onMissed()
        failures = 0
        await beat(candidate, ended)
      } catch {
        // The next connection is another attempt.
      }
      tried()
      connection = undefined
      candidate.disconnect()
      if (!wasLost) missedAt = performance.now()
      wasLost = true
      if (performance.now() - missedAt >= tellMissedMs) {
        missedAt = performance.now()
        o.onMissed()
      }
      const pause = Math.min(100 * 2 ** Math.min(failures, 5), mostPauseMs) * (0.5 + Math.random() / 2)
      await wait(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
    }
  }

  // A network that is gone says nothing: only who asks finds out.
  async function beat(candidate: Redis, ended: Promise<void>) {
    const over = new AbortController()
    void ended.then(() => over.abort())
    const signal = AbortSignal.any([over.signal, closing.signal])
    while (!signal.aborted) {
      await candidate.ping()
      await wait(heartbeatMs, undefined, { signal, ref: false })
    }
  }

  return {
    /** Resolves when it is heard; where Redis is away, at once: it is heard when Redis is back. */
    async add(channel: string) {
      channels.add(channel)
      await firstTry
      await connection?.subscribe(channel).catch(() => undefined)
    },
    async remove(channel: string) {
      channels.delete(channel)
      await connection?.unsubscribe(channel).catch(() => undefined)
    },
    async close() {
      closing.abort()
      connection?.disconnect()
      await running
    },
  }
}
