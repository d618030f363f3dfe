/**
 * Sends items in batches, one at a time; what is given while one is under way goes together in the next, since each
 * costs a sync of the disk however small it is. An error is that of all whose items were in the batch.
 */
export function createGather<T>(most: number, send: (batch: T[]) => Promise<void>) {
  const waiting: { item: T; resolve: () => void; reject: (error: unknown) => void }[] = []
  let running = false

  async function run() {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, most)
      try {
        await send(batch.map(({ item }) => item))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    running = false
  }

  return async (items: T[]) => {
    const sent = items.map((item) => new Promise<void>((resolve, reject) => waiting.push({ item, resolve, reject })))
    if (!running) {
      running = true
      void run()
    }
    await Promise.all(sent)
  }
}
