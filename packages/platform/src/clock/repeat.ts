import { setTimeout as wait } from 'node:timers/promises'

/**
 * Does something again and again: now, and each time so long after it was done the last time. A failure is told to
 * `onError`, and the next time is another attempt.
 * @returns how to stop that: resolves when what is under way is done
 */
export function repeat(
  { everyMs, onError }: { everyMs: number; onError: (error: unknown) => void },
  work: () => Promise<void>,
) {
  const stopping = new AbortController()
  const { signal } = stopping
  const running = run()

  async function run() {
    while (!signal.aborted) {
      await work().catch(onError)
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  return () => {
    stopping.abort()
    return running
  }
}
