import { unavailable } from '@bell/platform/http'

export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Keeping pictures, one at a time: sharp works in libuv's four threads, and files need some of them too. */
export function createKeepingTurns() {
  const inTurn = createTurns({ atOnce: 1, waiting: 500 })
  // Whoever has sent a picture in the request itself waits with up to 20 MiB in memory.
  const held = createTurns({ atOnce: 17, waiting: 0 })
  return { ofUpload: inTurn, ofBody: (<T>(work: () => Promise<T>) => held(() => inTurn(work))) satisfies InTurn }
}

export type KeepingTurns = ReturnType<typeof createKeepingTurns>

/**
 * Lets `atOnce` works run and `waiting` wait; whoever comes then is told to come again.
 * Decoding pictures takes memory and processor by the hundred megabytes and milliseconds.
 */
export function createTurns({ atOnce, waiting }: { atOnce: number; waiting: number }) {
  const queue: (() => void)[] = []
  let running = 0

  return async function takeTurn<T>(work: () => Promise<T>): Promise<T> {
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
