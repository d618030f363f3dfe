import { Worker } from 'node:worker_threads'
import { createGather } from '../gather/gather.ts'
import type { FtsAnswer, FtsCall, FtsFile } from './fts-worker.ts'
import { SearchUnavailable, type Filled, type SearchIndex } from './search-index.ts'

// So many documents are one transaction and one fsync; a search that comes meanwhile waits for one such batch only.
const BATCH = 100

/**
 * The index as SQLite FTS5 in a file of its own. It lives in a worker thread, which starts with the first call, so
 * that neither indexing nor a hard query holds up the event loop.
 */
export function createFtsIndex({ file }: { file: string }): SearchIndex {
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: unknown): void }>()
  let worker: Worker | undefined
  let calls = 0

  function start() {
    const started = new Worker(new URL('./fts-worker.ts', import.meta.url), { workerData: { file } })
    let failure: unknown = new Error('The search index was closed.')
    started.on('message', ({ number, result, error, isFull }: FtsAnswer) => {
      const caller = waiting.get(number)
      waiting.delete(number)
      if (waiting.size === 0) started.unref()
      if (error === undefined) caller?.resolve(result)
      else
        caller?.reject(isFull ? new SearchUnavailable('The index finds no room on the disk.', { cause: error }) : error)
    })
    started.on('error', (error) => (failure = error))
    // The next call starts another.
    started.on('exit', () => {
      if (worker === started) worker = undefined
      for (const caller of waiting.values()) caller.reject(failure)
      waiting.clear()
    })
    return started
  }

  function call<M extends FtsCall['method']>(method: M, ...parameters: Parameters<FtsFile[M]>) {
    worker ??= start()
    // A process may end while the index rests, not while it works.
    worker.ref()
    const number = ++calls
    return new Promise<ReturnType<FtsFile[M]>>((resolve, reject) => {
      waiting.set(number, { resolve: resolve as (result: unknown) => void, reject })
      worker!.postMessage({ number, method, parameters })
    })
  }

  /** Of each index those for upserts and for removals. */
  const gathers = new Map<string, ReturnType<typeof createGather<never>>>()

  function gathered<T>(method: 'upsert' | 'remove', index: string, items: T[]) {
    const key = `${method} ${index}`
    const gather = gathers.get(key) ?? createGather<never>(BATCH, (batch) => call(method, index, batch))
    gathers.set(key, gather)
    return gather(items as never[])
  }

  async function inBatches<T>(items: T[], send: (batch: T[]) => Promise<unknown>) {
    for (let at = 0; at < items.length; at += BATCH) await send(items.slice(at, at + BATCH))
  }

  return {
    upsert: (index, documents) => gathered('upsert', index, documents),
    remove: (index, documents) => gathered('remove', index, documents),
    search: (index, { query, limit, tags }) => call('search', index, { query: query.slice(0, 1000), limit, tags }),
    count: (index) => call('count', index),
    rebuild: {
      find: (index) => call('find', index),
      begin: (index) => call('begin', index),
      revive: (index) => call('revive', index),
      async fill(index, documents) {
        const all: Filled = { indexed: 0, skipped: [], failed: [] }
        await inBatches(documents, async (batch) => {
          const { indexed, skipped } = await call('fill', index, batch)
          all.indexed += indexed
          all.skipped.push(...skipped)
        })
        return all
      },
      drain: (index, documents) => inBatches(documents, (batch) => call('drain', index, batch)),
      // What is acknowledged is visible at once.
      async refresh() {},
      list: (index, of, range) => call('list', index, of, range),
      finish: (indexes) => call('finish', indexes),
    },
    async check() {},
    close: async () => {
      if (!worker) return
      await call('close')
      await worker.terminate()
    },
  }
}
