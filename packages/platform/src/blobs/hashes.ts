import { Worker } from 'node:worker_threads'
import type { HashAnswer, HashCall } from './hash.worker.ts'

/** An idle thread goes, with its memory. */
const idleMs = 20_000

/**
 * SHA-256 of files, found in a thread that reads behind their writer, from the memory in which the system keeps what it
 * is about to write: the event loop neither hashes nor copies, and the hash is there a moment after the last byte.
 */
export function createHashes() {
  // Answered in the order in which they are asked.
  const waiting: PromiseWithResolvers<string>[] = []
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined

  function start() {
    const started = new Worker(new URL('./hash.worker.ts', import.meta.url), { execArgv: [] })
    let failure: unknown = new Error('The thread that hashes files ended.')
    started.on('message', (answer: HashAnswer) => {
      if ('hash' in answer) waiting.shift()!.resolve(answer.hash)
      else waiting.shift()!.reject(answer.error)
      if (waiting.length === 0) started.unref()
    })
    started.on('error', (error) => (failure = error))
    started.on('exit', () => {
      // The one that was let go had nothing left to answer.
      if (worker !== started) return
      worker = undefined
      for (const asked of waiting.splice(0)) asked.reject(failure)
    })
    started.unref()
    return started
  }

  function post(call: HashCall) {
    worker ??= start()
    worker.postMessage(call)
    clearTimeout(idle)
    idle = setTimeout(end, idleMs).unref()
  }

  function end() {
    if (waiting.length > 0) return void (idle = setTimeout(end, idleMs).unref())
    void worker?.terminate()
    worker = undefined
  }

  return {
    /** Reads on to `end` bytes, in its time. */
    follow: (file: string, end: number) => post({ do: 'follow', name: file, file, end }),
    /** @param name under which it was followed. @returns SHA-256 of the first `end` bytes, hex */
    finish(name: string, file: string, end: number) {
      const asked = Promise.withResolvers<string>()
      post({ do: 'finish', name, file, end })
      waiting.push(asked)
      worker!.ref()
      return asked.promise
    },
    /** The file begins anew. */
    forget(name: string) {
      if (worker) post({ do: 'forget', name })
    },
  }
}
