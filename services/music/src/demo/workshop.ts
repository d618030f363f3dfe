import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Delivered, Order } from './demo.worker.ts'

/** As many threads as there are cores, four at most: they are busy for a minute, and others want to hear music. */
export const workshopSize = Math.min(4, availableParallelism())

/** Threads that compose, encode and draw: one for each order under way, of which its users give `workshopSize` at most. */
export function openWorkshop() {
  const idle: Worker[] = []
  const all = new Set<Worker>()
  let closed = false

  function startWorker() {
    const worker = new Worker(new URL('./demo.worker.ts', import.meta.url), { execArgv: [] })
    worker.on('error', () => all.delete(worker))
    all.add(worker)
    return worker
  }

  return {
    async make(order: Order): Promise<Uint8Array<ArrayBuffer>> {
      if (closed) throw new Error('The workshop is closed.')
      const worker = idle.pop() ?? startWorker()
      try {
        return await new Promise((resolve, reject) => {
          const settle = () => worker.off('message', onMessage).off('error', onError).off('exit', onExit)
          function onMessage(delivered: Delivered) {
            settle()
            if ('bytes' in delivered) resolve(delivered.bytes)
            else reject(new Error(delivered.failed))
          }
          function onError(error: unknown) {
            settle()
            reject(error instanceof Error ? error : new Error(String(error)))
          }
          const onExit = () => onError(new Error('The workshop was closed.'))
          worker.on('message', onMessage).on('error', onError).on('exit', onExit)
          worker.postMessage(order)
        })
      } finally {
        if (all.has(worker)) idle.push(worker)
      }
    },

    async close() {
      closed = true
      await Promise.all([...all].map((worker) => worker.terminate()))
    },
  }
}
