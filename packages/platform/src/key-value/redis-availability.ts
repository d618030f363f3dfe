import { setTimeout as wait } from 'node:timers/promises'
import type { BaseLogger } from 'pino'

/** Nobody waits longer for an answer, in ms: it comes within one where all is well. */
const answerMs = 500
const probeMs = 500
const mostProbeMs = 15_000
/** What is away again so soon was not back. */
const settledMs = 10_000

/**
 * Whether Redis can be asked. Who fails once keeps all others from waiting: from then on nobody asks, until a probe is
 * answered.
 * @param o.probe does what others need, not less: a Redis that answers a ping may still refuse to write
 */
export function createAvailability(o: {
  probe: () => Promise<unknown>
  log: Pick<BaseLogger, 'warn' | 'info'>
  onBack: () => void
}) {
  const closing = new AbortController()
  let isThere = true
  let backAt = -Infinity
  let relapses = 0
  let probing = Promise.resolve()

  function lose(err: unknown) {
    if (!isThere || closing.signal.aborted) return
    isThere = false
    relapses = performance.now() - backAt < settledMs ? relapses + 1 : 0
    o.log.warn({ err }, 'Redis cannot be used: limits count in this process alone, and pages hear of its changes only')
    probing = probeUntilBack()
  }

  async function probeUntilBack() {
    const pause = Math.min(probeMs * 2 ** relapses, mostProbeMs)
    while (!closing.signal.aborted) {
      await wait(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
      try {
        await inTime(o.probe())
        backAt = performance.now()
        isThere = true
        o.log.info('Redis can be used again')
        return o.onBack()
      } catch {
        // Still away.
      }
    }
  }

  return {
    isThere: () => isThere,
    lose,
    async close() {
      closing.abort()
      await probing
    },
  }
}

/** @throws Error when there is no answer in time */
export async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    // Where this process itself was held up, the answer may be there: it is read before the second of these turns.
    timer = setTimeout(() => setImmediate(() => setImmediate(giveUp)), answerMs)
    const giveUp = () => reject(new Error(`Redis did not answer within ${answerMs} ms.`))
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
