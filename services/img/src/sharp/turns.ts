import { unavailable } from '@bell/platform/http'

/**
 * Lets `atOnce` works run and `waiting` wait; whoever comes then is told to come again.
 * Decoding pictures takes memory and processor by the hundred megabytes and milliseconds.
 */
export function createTurns({ atOnce, waiting }: { atOnce: number; waiting: number }) {
  const queue: (() => void)[] = []
  let running = 0

  return async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (queue.length >= waiting) {
        throw unavailable('img_busy', 'Too many pictures are being worked on; try again in a moment.', {
          headers: { 'retry-after': '2' },
        })
      }
      // Whoever leaves hands its place on, so `running` stays.
      await new Promise<void>((resolve) => queue.push(resolve))
    } else {
      running++
    }
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else running--
    }
  }
}
